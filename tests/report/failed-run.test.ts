import { throwIfFailed } from '../../lib/report/report.js';
import { ipSet, reportOf, told } from './report.js';

const failed = (message: string) => ({
  ...told(ipSet),
  outcome: 'failed' as const,
  error: { code: 'x', message },
});

const messageOf = (reasons: readonly string[]) => {
  try {
    throwIfFailed(reportOf(reasons.map(failed)), undefined);
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
};

test('a failed run says each reason once', () => {
  expect(messageOf(['One.', 'Two.', 'One.'])).toBe('refresh failed for 3 of 3 targets. One. Two.');
});

test('of very many reasons it says the first, and how many more there are', () => {
  const reasons = Array.from({ length: 2_000 }, (_, i) => `${i} ${'long '.repeat(1_000)}`);
  const message = messageOf(reasons) ?? '';
  expect(message).toMatch(
    /^refresh failed for 2000 of 2000 targets\. 0 long .* 1988 more reasons are in the mail and in the log\.$/,
  );
  expect(message.length).toBeLessThan(13_000);
});
