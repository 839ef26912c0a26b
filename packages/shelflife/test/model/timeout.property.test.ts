/** Timeouts become moments, and one comparison judges them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expiryAt, isLive, toSeconds } from '../../src/model/timeout.js';

const now = fc.integer({ min: 0, max: 4_000_000_000_000 });
const positive = fc.double({ min: 0.0005, max: 1e9, noNaN: true });

test('a timeout above 0 lives from now to its last millisecond', () => {
  fc.assert(
    fc.property(now, positive, (now, seconds) => {
      const expires = expiryAt(seconds, now);
      const entry = { expires, written: now };
      expect(isLive(entry, now)).toBe(true);
      expect(isLive(entry, expires - 1)).toBe(true);
      expect(isLive(entry, expires)).toBe(false);
      expect(Math.abs(expires - now - seconds * 1000)).toBeLessThanOrEqual(1);
      expect(Number.isInteger(expires)).toBe(true);
    }),
  );
});

test('a timeout of 0 or less never lives, whatever the clock says later', () => {
  fc.assert(
    fc.property(now, now, fc.double({ max: 0, noNaN: true }), (now, later, seconds) => {
      expect(isLive({ expires: expiryAt(seconds, now), written: now }, later)).toBe(false);
    }),
  );
});

test('for ever lives until the clock was set back by more than a minute', () => {
  fc.assert(
    fc.property(now, fc.integer({ min: -1e9, max: 1e12 }), (now, later) => {
      const entry = { expires: expiryAt(Infinity, now), written: now };
      expect(isLive(entry, now + later)).toBe(later >= -60_000);
    }),
  );
});

test('a longer timeout never expires earlier', () => {
  fc.assert(
    fc.property(now, positive, positive, (now, one, other) => {
      const [short, long] = [Math.min(one, other), Math.max(one, other)];
      expect(expiryAt(short, now)).toBeLessThanOrEqual(expiryAt(long, now));
    }),
  );
});

test('any number but NaN is a timeout, and nothing else but null and undefined', () => {
  fc.assert(
    fc.property(fc.anything(), (given) => {
      const isTimeout = typeof given === 'number' && !Number.isNaN(given);
      if (given === undefined) expect(toSeconds(given, 7)).toBe(7);
      else if (given === null) expect(toSeconds(given, 7)).toBe(Infinity);
      else if (isTimeout) expect(toSeconds(given, 7)).toBe(given);
      else expect(() => toSeconds(given as never, 7)).toThrow(TypeError);
    }),
  );
});
