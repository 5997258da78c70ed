import { violationBy, type CheckerContext, type CheckerRule } from './context.js';
import { missingNames } from './ip-ranges.js';
import type { RunWrite } from './writes.js';

/** Rule 2: who could not read a source or the table writes nothing that depends on it. */
export const unknownIsNotEmpty: CheckerRule = (context) =>
  context.writes.flatMap((write) =>
    [...withoutFeed(context, write), ...withoutTable(write)].map((message) => violationBy(2, write, message)),
  );

function withoutFeed({ wants, trace }: CheckerContext, { run, list, index }: RunWrite): string[] {
  if (list.feed === undefined) return [];
  const got = wants.trusted(run, index);
  if (got === undefined) return ['wrote a list with a feed without a good file of it'];
  const { feed } = list;
  const everHad = [got.file, ...trace.runs.flatMap((other) => wants.trusted(other, index)?.file ?? [])];
  const unknown = everHad
    .map((file) => missingNames(feed, file))
    .reduce((all, names) => all.filter((name) => names.includes(name)));
  return unknown.length === 0 ? [] : [`wrote although ${unknown.join(', ')} is in no file`];
}

function withoutTable({ run, target, index }: RunWrite): string[] {
  const known = run.calls.some(
    (call) =>
      call.index < index &&
      /^(Get|BatchGet)Item$/.test(call.operation) &&
      call.outcome === 'ok' &&
      call.rows.some((row) => row.endsWith(target.key)),
  );
  return known ? [] : ['wrote without having read the table'];
}
