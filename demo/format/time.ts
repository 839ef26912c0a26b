/** Durations and times of day. */

/** How long a call took: `0.4 ms`, `12 ms`, `712 ms`. */
export function formatMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** A call that may be shorter than a millisecond: `2.1 µs`, `640 µs`, `1.4 ms`. */
export function formatCallTime(ms: number): string {
  if (ms >= 1) return formatMs(ms);
  const micros = ms * 1000;
  return `${micros < 10 ? micros.toFixed(1) : Math.round(micros)} µs`;
}

/** A longer stretch: `845 ms`, `2.4 s`, `3 m 05 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1) return '0 ms';
  if (ms < 1000) return formatMs(ms);
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : formatLeft(ms);
}

/** Time left, rounded up to the second: `24 s`, `4 m 05 s`, `2 h 10 m`, `3 d`. */
export function formatLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds <= 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${twoDigits(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${twoDigits(minutes % 60)} m` : `${Math.floor(hours / 24)} d`;
}

const twoDigits = (n: number) => String(n).padStart(2, '0');

/** `12:01:07`, in the visitor's time zone. */
export function formatTimeOfDay(time: number): string {
  return new Date(time).toLocaleTimeString('en-GB');
}
