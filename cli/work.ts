import type { Command } from 'commander';
import type { Result } from './result.js';
import type { Context } from './surroundings.js';

/** A command's work; what it needs is loaded when it is called for. */
export type Work = (context: Context) => Promise<Result>;

export type Start = (command: Command, work: Work) => void;
