import { CommanderError } from 'commander';
import { BadRequest, DoorlistError } from '../lib/errors.js';
import { EstateMistakes } from '../lib/estate/mistakes/mistakes.js';
import { Refused } from './access/errors.js';
import { troubled } from './aws-trouble.js';
import { exits } from './exits.js';
import type { Result } from './result.js';

/** One place turns any error into an exit code and a sentence; only a bug has more to say, and only when asked. */
export function failureResult(thrown: unknown, debug: boolean): Result {
  const error = troubled(thrown);
  if (error instanceof EstateMistakes) {
    const { file, mistakes } = error;
    return told(exits.usage, { code: 'estate/mistakes', message: error.message, file, mistakes });
  }
  if (error instanceof CommanderError)
    return told(exits.usage, { code: 'usage', message: error.message.replace(/^error: /, '') });
  if (error instanceof BadRequest) return told(exits.usage, { code: error.code, message: error.message });
  if (error instanceof Refused) return told(exits.refused, { code: error.code, message: error.message });
  if (error instanceof DoorlistError) return told(exits.failed, { code: error.code, message: error.message });
  return told(exits.failed, {
    code: 'bug',
    message: `This should not have happened: ${String(error)}. Please report it, with what DOORLIST_DEBUG=1 says.`,
    ...(debug && error instanceof Error && { stack: error.stack }),
  });
}

function told(
  exit: Result['exit'],
  error: { code: string; message: string; stack?: string | undefined; [more: string]: unknown },
): Result {
  return {
    exit,
    json: { error },
    err: (paint) => [
      `${paint('red', 'error:')} ${error.message}`,
      ...(error.stack === undefined ? [] : [error.stack]),
    ],
  };
}
