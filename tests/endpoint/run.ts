/**
 * The same reconcile against anything that speaks for AWS, over real HTTP and in real time:
 * `DOORLIST_TEST_ENDPOINT=http://127.0.0.1:PORT npm run test:endpoint`. It makes what it needs there and removes it.
 */
import { createBelongings } from './belongings.js';
import { casesOf, groupCases, foreignCidr, listCases, type Case } from './cases.js';
import { connect, type Place } from './connect.js';
import { createDoorlist } from './doorlist.js';
import { makeStack, type Stack } from './stack.js';
import { ipSets } from './kinds/ip-set.js';
import { prefixLists } from './kinds/prefix-list.js';
import { securityGroups } from './kinds/security-group.js';
import { strictnessOf, type Strictness } from './probes.js';
import { judge, NotSupported, ok, type Verdict } from './verdict.js';

const url = process.env['DOORLIST_TEST_ENDPOINT'];
if (url === undefined || !URL.canParse(url)) {
  console.log(
    'Set DOORLIST_TEST_ENDPOINT to the address of something that speaks for AWS, such as http://127.0.0.1:5000.',
  );
  process.exit(2);
}

const counts = { ok: 0, FAILED: 0, 'not supported by this endpoint': 0 };
const belongings = createBelongings();
const begun = await judge(async () => tryAll(await connect(url, process.env)));
if (begun.word !== 'ok') say(`the tests at ${url}`, begun);
const left = await belongings.removeAll();
say('everything that was made is removed', left.length === 0 ? ok : { word: 'FAILED', why: left.join('; ') });
console.log(
  `\n${counts.ok} passed, ${counts.FAILED} failed, ${counts['not supported by this endpoint']} not supported`,
);
process.exitCode = counts.FAILED === 0 ? 0 : 1;

function say(name: string, verdict: Verdict): void {
  counts[verdict.word] += 1;
  console.log(`${verdict.word}: ${name}${'why' in verdict ? `: ${verdict.why}` : ''}`);
}

async function tryAll(place: Place): Promise<void> {
  const stack = await makeStack(place, belongings);
  const strictness = strictnessOf(place, belongings, stack);
  const kinds = {
    ipSet: ipSets(place, belongings),
    group: securityGroups(place, belongings, stack.vpc),
    list: prefixLists(place, belongings),
  };
  const cases = [
    ...casesOf(kinds.ipSet, { conflict: 'a stale lock token is refused' }),
    ...casesOf(kinds.group, {
      conflict: 'a duplicate rule is refused',
      removal: ['each rule has an id of its own'],
    }),
    ...groupCases(kinds.group),
    ...casesOf(kinds.list, { conflict: 'a stale version is refused' }),
    ...listCases(kinds.list),
  ];
  for (const [i, each] of cases.entries()) {
    const verdict = await judge(async () => {
      await demand(each, strictness);
      await tryOne(each, i + 1, place, stack);
    });
    say(`${each.kind.name}: ${each.name}`, verdict);
  }
}

async function tryOne(each: Case, n: number, place: Place, stack: Stack): Promise<void> {
  const holder = await each.kind.make(`${place.unique}-${n}`, [foreignCidr], each.room ?? 20);
  const target = { ...holder.target, ...each.target };
  await each.run(holder, createDoorlist(place, stack, { name: `case-${n}`, target }));
}

/** @throws NotSupported where the case would prove nothing here */
async function demand({ needs }: Case, strictness: Strictness): Promise<void> {
  for (const need of needs) {
    const noticed = await strictness[need]();
    if (noticed !== undefined) throw new NotSupported(`that ${need} (${noticed})`);
  }
}
