import { parentPort, workerData } from 'node:worker_threads';
import { BadHistory } from './bad-history.js';
import { history, type HistoryVersion } from './history.js';
import type { Span } from './span.js';

/** What is asked for in the worker's data, and its answer to each message. */
export interface Assignment {
  file: string;
  span: Span;
}
export type NextVersion = { version: HistoryVersion } | { refused: string } | 'end';

const { file, span } = workerData as Assignment;
const versions = history(file, span);

function next(): NextVersion {
  try {
    const { value } = versions.next();
    return value ? { version: value } : 'end';
  } catch (error) {
    if (error instanceof BadHistory) return { refused: error.message };
    throw error;
  }
}

/** One message is one version wanted: how many are rebuilt ahead is for the other side to say. */
parentPort?.on('message', () => {
  const answer = next();
  const handedOver =
    typeof answer === 'object' && 'version' in answer ? [answer.version.body.buffer as ArrayBuffer] : [];
  parentPort?.postMessage(answer, handedOver);
});
