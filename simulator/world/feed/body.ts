/** How the bytes of one answer arrive. */
export type Body = (signal: AbortSignal) => AsyncIterable<Uint8Array>;

const CHUNK_BYTES = 64 * 1024;

/** In pieces of 64 KB, at once. */
export function whole(bytes: Uint8Array): Body {
  return async function* (signal) {
    for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
      if (signal.aborted) throw abortError(signal);
      yield bytes.subarray(from, from + CHUNK_BYTES);
    }
  };
}

export function byteASecond(bytes: Uint8Array): Body {
  return async function* (signal) {
    for (let at = 0; at < bytes.length; at += 1) {
      await sleep(1000, signal);
      yield bytes.subarray(at, at + 1);
    }
  };
}

/** Spaces without end in sight, made as they are read. */
export function spaces(count: number): Body {
  return async function* (signal) {
    const chunk = new Uint8Array(CHUNK_BYTES).fill(0x20);
    for (let left = count; left > 0; left -= CHUNK_BYTES) {
      if (signal.aborted) throw abortError(signal);
      yield chunk.subarray(0, Math.min(left, CHUNK_BYTES));
    }
  };
}

/** Rejects with an AbortError when `signal` says so; Infinity waits for nothing else. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(abortError(signal));
      return;
    }
    const abort = () => {
      clearTimeout(timer);
      reject(abortError(signal));
    };
    const wake = () => {
      signal.removeEventListener('abort', abort);
      resolve();
    };
    const timer = ms === Infinity ? undefined : setTimeout(wake, ms);
    signal.addEventListener('abort', abort, { once: true });
  });
}

function abortError(signal: AbortSignal): Error {
  const error = new Error('This operation was aborted', { cause: signal.reason });
  error.name = 'AbortError';
  return error;
}
