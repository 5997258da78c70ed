/** A rule, its deletion as edits of the code, and the test files of which at least one has to turn red. */
export interface DeletedRule {
  rule: string;
  /** What the code does without it. */
  without: string;
  edits: { file: string; text: string; becomes: string }[];
  tests: string[];
}

export const deletedRules: DeletedRule[] = [
  {
    rule: 'the lock of what nothing fences outlives its holder',
    without: 'groups get the short lock',
    edits: [
      {
        file: 'lib/targets/kinds.ts',
        text: "noun: 'a security group',\n    fenced: false",
        becomes: "noun: 'a security group',\n    fenced: true",
      },
    ],
    tests: ['tests/commit/lock-times.test.ts'],
  },
  {
    rule: 'the lock of what nothing fences outlives its holder',
    without: 'prefix lists get the short lock',
    edits: [
      {
        file: 'lib/targets/kinds.ts',
        text: "void a dead writer's.\n    fenced: false",
        becomes: "void a dead writer's.\n    fenced: true",
      },
    ],
    tests: ['tests/commit/lock-times.test.ts'],
  },
  {
    rule: 'the lock of what nothing fences outlives its holder',
    without: 'a scheduled run takes the short lock',
    edits: [
      {
        file: 'lib/state/dynamo-state.ts',
        text: 'fenced ? fencedTimes : unfencedTimes',
        becomes: 'fenced ? fencedTimes : fencedTimes',
      },
    ],
    tests: ['tests/commit/lock-times.test.ts'],
  },
  {
    rule: 'the lock of what nothing fences outlives its holder',
    without: 'whoever a person waits for takes the short lock',
    edits: [
      {
        file: 'lib/state/dynamo-state.ts',
        text: 'fenced ? fencedTimes : unfencedInteractiveTimes',
        becomes: 'fenced ? fencedTimes : fencedTimes',
      },
    ],
    tests: ['tests/commit/lock-times.test.ts'],
  },
  {
    rule: 'a lock is taken away by its holder only',
    without: 'who lost the lock deletes the new holder’s',
    edits: [
      {
        file: 'lib/state/lock.ts',
        text: 'table.remove(keyOf(arn), mine)',
        becomes: "table.remove(keyOf(arn), { expression: 'attribute_exists(pk)' })",
      },
    ],
    tests: ['tests/state/state.test.ts'],
  },
  {
    rule: 'a lock is prolonged by its holder only',
    without: 'who lost the lock prolongs the new holder’s',
    edits: [
      {
        file: 'lib/state/lock.ts',
        text: 'expires: now() + times.expiresAfterMs }, mine)',
        becomes: "expires: now() + times.expiresAfterMs }, { expression: 'attribute_exists(pk)' })",
      },
    ],
    tests: ['tests/state/state.test.ts'],
  },
  {
    rule: 'who waits is told what was refused',
    without: 'a refused commit of somebody else counts as done',
    edits: [
      {
        file: 'lib/leases/shared-commit.ts',
        text: 'if (sequence.done > before.began) return answerOf(sequence, network);',
        becomes: "if (sequence.done > before.began) return { kind: 'done' };",
      },
    ],
    tests: ['tests/leases/told-before.test.ts'],
  },
  {
    rule: 'who waits is told what was refused',
    without: 'a commit does not say what it has refused',
    edits: [
      {
        file: 'lib/leases/shared-commit.ts',
        text: '{ ...withoutRefusal(sequence), ...outcome }',
        becomes: '{ ...withoutRefusal(sequence), done: look }',
      },
    ],
    tests: ['tests/leases/told-before.test.ts'],
  },
  {
    rule: 'the outcome of the commit that began last counts',
    without: 'an older commit’s outcome overwrites a newer one’s',
    edits: [
      {
        file: 'lib/leases/shared-commit.ts',
        text: 'sequence.done < look',
        becomes: 'sequence.done !== look',
      },
    ],
    tests: ['tests/leases/told-before.test.ts'],
  },
  {
    rule: 'what was withheld stays withheld',
    without: 'removals that were refused before are dropped at a new refusal',
    edits: [
      {
        file: 'lib/plan/judge.ts',
        text: '[...proposal.withheld, ...mark(proposal.due, share.reason)]',
        becomes: 'mark(proposal.due, share.reason)',
      },
    ],
    tests: ['tests/plan/plan.test.ts'],
  },
  {
    rule: 'an edit of the selection closes what it gives up, and no more',
    without: 'an edit closes what a guard or the hold kept',
    edits: [
      {
        file: 'lib/plan/plan.ts',
        text: '(!edited || keptBefore.has(entry))',
        becomes: '!edited',
      },
    ],
    tests: ['tests/plan/plan.test.ts'],
  },
  {
    rule: 'at a full target it is the newcomer who stays out',
    without: 'somebody who is in is put out for a newcomer',
    edits: [
      {
        file: 'lib/plan/guard.ts',
        text: "origin === 'lease' && !there.has(cidr)",
        becomes: "origin === 'lease'",
      },
    ],
    tests: ['tests/plan/plan.test.ts'],
  },
  {
    rule: 'a run that reads no feed leaves the syncToken as it is',
    without: 'it takes the token away',
    edits: [
      {
        file: 'lib/plan/plan.ts',
        text: "syncToken: wants.feed === 'last-applied' ? memory?.syncToken : wants.syncToken",
        becomes: 'syncToken: wants.syncToken',
      },
    ],
    tests: ['tests/plan/plan.test.ts'],
  },
  {
    rule: 'a grace begins no earlier than an hour ago',
    without: 'an old or forged CloudTrail edit starts one in the past',
    edits: [
      {
        file: 'lib/plan/foreign.ts',
        text: 'edit !== undefined && now - edit.at < oldestMs ? edit : undefined',
        becomes: 'edit',
      },
    ],
    tests: ['tests/plan/foreign.test.ts'],
  },
  {
    rule: 'a version of the feed that makes no difference is not remembered',
    without: 'every version writes the table',
    edits: [{ file: 'lib/plan/settle.ts', text: 'same ? earlier : syncToken', becomes: 'syncToken' }],
    tests: ['tests/plan/plan.test.ts'],
  },
  {
    rule: 'nothing of the feed’s is closed on old knowledge',
    without: 'a hold ends in a run that has read no file',
    edits: [
      {
        file: 'lib/plan/plan.ts',
        text: 'isOld || now - part.since < policy.hold',
        becomes: 'now - part.since < policy.hold',
      },
    ],
    tests: ['tests/plan/plan.test.ts'],
  },
  {
    rule: 'nothing of the feed’s is closed on old knowledge',
    without: 'a held entry gives way in a run that has read no file',
    edits: [
      {
        file: 'lib/plan/judge.ts',
        text: "proposal.feed === 'last-applied' ? makeRoomKeeping : makeRoom",
        becomes: 'makeRoom',
      },
    ],
    tests: ['tests/plan/plan.test.ts'],
  },
  {
    rule: 'nothing of the feed’s is closed on old knowledge',
    without: 'a refused plan does not learn what the newest file lists again',
    edits: [
      {
        file: 'lib/plan/guard.ts',
        text: '?? withoutAdditions(proposal, policy, judged.refusal)',
        becomes: '?? withholdAll(proposal, judged.refusal)',
      },
    ],
    tests: ['tests/plan/plan.test.ts'],
  },
  {
    rule: 'the deployed edition writes',
    without: 'a run of the edition before writes last',
    edits: [{ file: 'lib/commit/commit.ts', text: '  await deployedOrThrow(row, edition);\n', becomes: '' }],
    tests: ['tests/reconcile/editions.test.ts'],
  },
  {
    rule: '200 means in, or out, when it is said',
    without: 'a lease that has ended meanwhile is told as in',
    edits: [
      {
        file: 'lib/leases/join.ts',
        text: "  if (!(await stands(requester, lease, deps))) return { kind: 'ended', lease };\n",
        becomes: '',
      },
    ],
    tests: ['tests/leases/ended.test.ts'],
  },
  {
    rule: '200 means in, or out, when it is said',
    without: 'who was let in again meanwhile is told as out',
    edits: [
      {
        file: 'lib/leases/join.ts',
        text: "  if (again) return { kind: 'overtaken', lease: again };\n",
        becomes: '',
      },
    ],
    tests: ['tests/leases/left.test.ts'],
  },
  {
    rule: 'a lost answer of the table is no lost race',
    without: 'a row that was saved is taken for somebody else’s',
    edits: [
      {
        file: 'lib/state/table.ts',
        text: 'unlessDone(key, (row) => row !== undefined && noncesOf(row).includes(nonce))',
        becomes: 'refused',
      },
    ],
    tests: ['tests/state/lost-answers.test.ts'],
  },
  {
    rule: 'a lost answer of the table is no lost race',
    without: 'a row that was taken away is taken for somebody else’s',
    edits: [
      { file: 'lib/state/table.ts', text: 'unlessDone(key, (row) => row === undefined)', becomes: 'refused' },
    ],
    tests: ['tests/state/lost-answers.test.ts'],
  },
  {
    rule: 'nothing is open for a person without a record of who asked',
    without: 'a run goes by leases that are not on record',
    edits: [
      {
        file: 'lib/read.ts',
        text: '    if (!run.dryRun) await recordOthers(list, run, rows, written, deps);\n',
        becomes: '',
      },
    ],
    tests: ['tests/access/record.test.ts'],
  },
  {
    rule: 'nothing is open for a person without a record of who asked',
    without: 'who joins writes no record',
    edits: [
      {
        file: 'lib/leases/join.ts',
        text: '  await record(list, requester.request, written, deps);\n',
        becomes: '',
      },
    ],
    tests: ['tests/access/record.test.ts'],
  },
  {
    rule: 'nothing is open for a person without a record of who asked',
    without: 'who leaves writes no record',
    edits: [
      { file: 'lib/leases/join.ts', text: '  await record(list, request, written, deps);\n', becomes: '' },
    ],
    tests: ['tests/access/record.test.ts'],
  },
  {
    rule: 'no write is older than its reading',
    without: 'the plan is made before the lane is waited for',
    edits: [
      {
        file: 'lib/commit/commit.ts',
        text: '  return plan({ ...planned.seen, leases }, freshAt);',
        becomes: '  return planned;',
      },
    ],
    tests: ['tests/leases/join.test.ts'],
  },
  {
    rule: 'no write is older than its reading',
    without: 'what a call rests on is not looked at again',
    edits: [
      {
        file: 'lib/commit/commit.ts',
        text: '    current = await currentOrThrow(current, requests, target, decide, deps);\n',
        becomes: '',
      },
    ],
    tests: ['tests/leases/written-in-time.test.ts'],
  },
  {
    rule: 'no write is older than its reading',
    without: 'the SDK sends a throttled write again as it was',
    edits: [
      {
        file: 'lib/commit/commit.ts',
        text: 'shouldRetry: ({ error }) => error instanceof Transient',
        becomes: 'shouldRetry: () => false',
      },
    ],
    tests: ['tests/leases/written-in-time.test.ts'],
  },
  {
    rule: 'people do not wait for a feed',
    without: 'sweeps leave pins and leases out where the feed was never read',
    edits: [{ file: 'lib/decide.ts', text: 'readsFeed && answer.wants.feed', becomes: 'answer.wants.feed' }],
    tests: ['tests/leases/late.test.ts'],
  },
  {
    rule: 'who cannot be served in time is told so',
    without: 'a committer waits for a lane for longer than they may',
    edits: [
      { file: 'lib/commit/commit.ts', text: 'target.reserve(deps.held?.until)', becomes: 'target.reserve()' },
    ],
    tests: ['tests/access/many-lists.test.ts'],
  },
  {
    rule: 'who cannot be served in time is told so',
    without: 'a committer who is late fails',
    edits: [
      {
        file: 'lib/leases/shared-commit.ts',
        text: 'unlessLate(commitForAll(list, ref, event, deps, lock, until))',
        becomes: 'commitForAll(list, ref, event, deps, lock, until)',
      },
    ],
    tests: ['tests/access/many-lists.test.ts'],
  },
  {
    rule: 'a claim is given back by a run that fails',
    without: 'what a failed run has written is its own to mail',
    edits: [
      {
        file: 'lib/commit/commit.ts',
        text: 'const left = givenBack(unreported, claimant.run);',
        becomes: 'const left = unreported;',
      },
    ],
    tests: ['tests/reconcile/unmailed.test.ts'],
  },
];
