/** What came of one case. */
export type Verdict =
  | { word: 'ok' }
  | { word: 'FAILED'; why: string }
  /** What it is that AWS has and this endpoint has not, and how that was noticed. */
  | { word: 'not supported by this endpoint'; why: string };

export const ok: Verdict = { word: 'ok' };

/** The endpoint does otherwise than AWS, so that a case would prove nothing. */
export class NotSupported extends Error {}

/** The words of emulators, and of AWS, for an operation that they do not have. */
const unknown = [
  'NotImplemented',
  'NotImplementedError',
  'InvalidAction',
  'UnknownOperationException',
  'UnknownAction',
];

/** @throws nothing: whatever a case throws is its verdict */
export async function judge(run: () => Promise<void>): Promise<Verdict> {
  try {
    await run();
    return ok;
  } catch (error) {
    if (error instanceof NotSupported) return { word: 'not supported by this endpoint', why: error.message };
    const missing = chain(error).find(isMissing);
    if (missing) return { word: 'not supported by this endpoint', why: told(missing) };
    return { word: 'FAILED', why: told(error) };
  }
}

function chain(error: unknown): unknown[] {
  return error instanceof Error && error.cause !== undefined ? [error, ...chain(error.cause)] : [error];
}

function isMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { httpStatusCode } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
  return (
    httpStatusCode === 501 || unknown.includes(error.name) || /not (yet )?implemented/i.test(error.message)
  );
}

function told(error: unknown): string {
  return error instanceof Error
    ? `${error.name}: ${error.message}`.replace(/\s+/g, ' ').slice(0, 400)
    : String(error);
}
