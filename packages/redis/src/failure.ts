/** What went wrong, as a code of `CacheError`. */
import { CacheError } from 'shelflife/store';

/** Replies of a server that cannot do anything for now, or not for this client. */
const REFUSED =
  /^(LOADING|BUSY|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|MISCONF|NOAUTH|NOPERM|WRONGPASS)\b/;

/** How the client says that it did not send a command. */
const NOT_SENT = /^(ClientClosedError|ClientOfflineError|RootNodesUnavailableError)$/;

/** A failed command as a `CacheError`. */
export function toFailure(cause: unknown, isWrite: boolean): CacheError {
  if (cause instanceof CacheError) return cause;
  const error = cause instanceof Error ? cause : new Error(String(cause));
  const { message } = error;
  if (isFull(error))
    return new CacheError('capacity', 'Redis has no memory left (maxmemory)', { cause });
  const kind = error.constructor.name;
  if (REFUSED.test(message) || NOT_SENT.test(kind) || message === 'The queue is full')
    return unavailable(cause);
  if (isReply(error)) return new CacheError('unknown', `Redis refused: ${message}`, { cause });
  return isWrite
    ? unknownOutcome(cause)
    : new CacheError('connection', `The connection to Redis was lost: ${message}`, { cause });
}

export function unavailable(cause?: unknown): CacheError {
  const reason = cause instanceof Error ? `: ${cause.message}` : '';
  return new CacheError('unavailable', `Redis is unavailable${reason}`, { cause });
}

export function timedOut(): CacheError {
  return new CacheError('timeout', 'Redis did not answer within the deadline; nothing was done');
}

export function unknownOutcome(cause?: unknown): CacheError {
  const message = 'Redis did not confirm a write, which may have been done';
  return new CacheError('outcome-unknown', message, { cause });
}

/** Whether a script is not known to the server, so that its source has to be sent. */
export function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}

function isFull({ message }: Error): boolean {
  return message.includes('OOM command not allowed');
}

/** Whether the server answered, with an error. */
function isReply(error: Error): boolean {
  return /^(SimpleError|BlobError|ErrorReply)$/.test(error.constructor.name);
}
