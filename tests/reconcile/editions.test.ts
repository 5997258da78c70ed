import { parseEstate } from '../../lib/estate/parse.js';
import type { Estate } from '../../lib/estate/estate.js';
import { groupArn, minute, start } from '../harness/account.js';
import { setUp, type Harness } from '../harness/deployed.js';
import { edgeV4 } from '../harness/developers.js';
import { feedFile, someV6 } from '../harness/feed-file.js';
import { tearDown } from '../harness/world.js';

afterEach(tearDown);

const refresh = 'doorlist-dev-refresh';
const flush = 'doorlist-dev-flush';
const office = '81.2.69.0/24';

const estateOf = (lists: object): Estate =>
  parseEstate(JSON.stringify({ alerts: { email: ['platform@example.com'] }, lists })).estate;
const edge = (service: string) =>
  estateOf({ edge: { feed: { services: [service] }, hold: '0', targets: [{ arn: edgeV4 }] } });
const [front, origin] = [edge('CLOUDFRONT'), edge('CLOUDFRONT_ORIGIN_FACING')];
const feedOf = (at: number, inFront: string[], atOrigin: string[]) =>
  feedFile(at / 1000, [
    ...inFront,
    ...atOrigin.map((prefix) => ({ prefix, service: 'CLOUDFRONT_ORIGIN_FACING' })),
    someV6,
  ]);
const feed = feedOf(start - 10 * minute, ['3.0.0.0/24', '4.0.0.0/24'], ['5.0.0.0/24']);

/** Something happens while the first run of a function waits for the lock of its target. */
const meanwhile = ({ world }: Harness, who: string, act: () => Promise<unknown> | undefined) =>
  world.actors.meanwhile({ who: `${who}-1`, operation: 'PutItem', when: 'before' }, async () => {
    await act();
  });
const settle = ({ world }: Harness) => world.clock.drive(world.lambda.settled());
const asked = ({ world }: Harness) => world.record.countCalls()['lambda:GetFunctionConfiguration'] ?? 0;
const outcomes = ({ world }: Harness) =>
  world.record
    .of('return')
    .map(({ actor, outcome }) => `${actor.slice(actor.lastIndexOf('dev-') + 4)} ${outcome}`);
const subjects = (harness: Harness) => harness.mails().map(({ subject }) => subject);

describe('a run that is under way across a deployment', () => {
  test('does not bring an old selection back, mails nothing of it, and its retry runs what is deployed', async () => {
    const harness = await setUp({ estate: front, feed });
    meanwhile(harness, refresh, () => {
      harness.deployed.redeploy(origin);
      return harness.world.lambda.invoke(refresh, {});
    });
    harness.world.lambda.invokeAsync(refresh, {});
    await settle(harness);
    expect(harness.holds(edgeV4)).toEqual(['5.0.0.0/24']);
    expect(outcomes(harness)).toEqual(['refresh-2 ok', 'refresh-1 error', 'refresh-3 ok']);
    expect(subjects(harness)).toEqual(['doorlist dev: edge: 1 added']);
  });

  test('closes nothing that the deployed one found as it should be', async () => {
    const held = (hold: string) =>
      estateOf({ edge: { feed: { services: ['CLOUDFRONT'] }, hold, targets: [{ arn: edgeV4 }] } });
    const harness = await setUp({ estate: held('1h'), feed });
    await harness.run('refresh');
    harness.world.feed.publish(feedOf(start, ['3.0.0.0/24'], []));
    await harness.run('refresh');
    await harness.world.clock.advanceTo(start + 61 * minute);
    harness.world.actors.meanwhile(
      { who: `${refresh}-3`, operation: 'PutItem', when: 'before' },
      async () => {
        harness.deployed.redeploy(held('2h'));
        await harness.world.lambda.invoke(refresh, {});
      },
    );
    harness.world.lambda.invokeAsync(refresh, {});
    await settle(harness);
    expect(outcomes(harness).slice(2)).toEqual(['refresh-4 ok', 'refresh-3 error', 'refresh-5 ok']);
    expect(harness.holds(edgeV4)).toEqual(['3.0.0.0/24', '4.0.0.0/24']);
  });

  test('closes nothing at a port that has changed', async () => {
    const at = (port: number) =>
      estateOf({
        office: {
          flush: {},
          pins: [{ cidr: office, note: 'x' }],
          targets: [{ arn: groupArn(1), ports: [port] }],
        },
      });
    const harness = await setUp({ estate: at(80), securityGroups: [{ arn: groupArn(1) }] });
    meanwhile(harness, flush, () => {
      harness.deployed.redeploy(at(443));
      return harness.world.lambda.invoke(flush, {});
    });
    harness.world.lambda.invokeAsync(flush, {});
    await settle(harness);
    const rules = harness.world.ec2.rules(groupArn(1)).filter(({ isEgress }) => !isEgress);
    expect(rules.map(({ source, from }) => `${source} ${from}`)).toEqual([`${office} 443`]);
    const closed = harness.world.record
      .of('call')
      .filter(({ operation }) => operation === 'RevokeSecurityGroupIngress');
    expect(closed).toEqual([]);
  });

  test('writes where no other has written, and the deployed one comes after it', async () => {
    const harness = await setUp({ estate: front, feed });
    meanwhile(harness, refresh, () => {
      harness.deployed.redeploy(origin);
      return undefined;
    });
    await harness.run('refresh');
    await harness.run('refresh');
    expect(outcomes(harness)).toEqual(['refresh-1 ok', 'refresh-2 ok']);
    expect(harness.holds(edgeV4)).toEqual(['5.0.0.0/24']);
  });

  test('does not write as long as the deployment goes on', async () => {
    const harness = await setUp({ estate: front, feed });
    await harness.run('refresh');
    harness.deployed.redeploy(origin, { only: ['refresh'] });
    const early = await harness.run('refresh');
    expect([early.ok, early.error]).toEqual([
      false,
      expect.stringContaining('Another edition of doorlist is deployed'),
    ]);
    harness.deployed.redeploy(origin, { only: ['flush'], takesMs: minute });
    expect((await harness.run('refresh')).ok).toBe(false);
    expect(harness.holds(edgeV4)).toEqual(['3.0.0.0/24', '4.0.0.0/24']);
    await harness.world.clock.advanceTo(harness.world.clock.now() + minute);
    expect((await harness.run('refresh')).ok).toBe(true);
    expect(harness.holds(edgeV4)).toEqual(['5.0.0.0/24']);
    expect(subjects(harness).filter((subject) => /FAILED/.test(subject))).toEqual([]);
  });

  test('of new code with the same estate is another one', async () => {
    const harness = await setUp({ estate: front, feed, edition: 'old code' });
    meanwhile(harness, refresh, () => {
      harness.deployed.redeploy(front, { edition: 'new code' });
      return harness.world.lambda.invoke(refresh, {});
    });
    harness.world.lambda.invokeAsync(refresh, {});
    await settle(harness);
    expect(outcomes(harness)).toEqual(['refresh-2 ok', 'refresh-1 error', 'refresh-3 ok']);
  });
});

describe('an older edition that is deployed again', () => {
  test('writes after the newer one did, and the newer one’s last run does not', async () => {
    const harness = await setUp({ estate: front, feed });
    await harness.run('refresh');
    harness.deployed.redeploy(origin);
    await harness.run('refresh');
    harness.world.feed.publish(feedOf(start, ['6.0.0.0/24'], ['7.0.0.0/24']));
    harness.world.actors.meanwhile(
      { who: `${refresh}-3`, operation: 'PutItem', when: 'before' },
      async () => {
        harness.deployed.redeploy(front);
        await harness.world.lambda.invoke(refresh, {});
      },
    );
    await harness.run('refresh');
    expect(outcomes(harness).slice(2)).toEqual(['refresh-4 ok', 'refresh-3 error']);
    expect(harness.holds(edgeV4)).toEqual(['6.0.0.0/24']);
  });

  test('asks once for each target, and not at rest', async () => {
    const harness = await setUp({ estate: front, feed });
    await harness.run('refresh');
    await harness.run('refresh');
    expect(asked(harness)).toBe(0);
    for (const estate of [origin, front]) {
      harness.deployed.redeploy(estate);
      const before = asked(harness);
      for (let run = 0; run < 3; run++) expect((await harness.run('refresh')).ok).toBe(true);
      expect(asked(harness) - before).toBe(1);
    }
  });
});

describe('where AWS does not say what is deployed', () => {
  const harnessOf = async () => {
    const harness = await setUp({ estate: front, feed });
    await harness.run('refresh');
    harness.deployed.redeploy(origin);
    return harness;
  };
  const asking = { operation: 'GetFunctionConfiguration' };

  test('nothing is written, and that is mailed', async () => {
    const harness = await harnessOf();
    harness.world.faults.inject({ ...asking, times: 99 }, { kind: 'internal-error' });
    const { ok } = await harness.run('refresh');
    expect(ok).toBe(false);
    expect(harness.holds(edgeV4)).toEqual(['3.0.0.0/24', '4.0.0.0/24']);
    expect(subjects(harness).at(-1)).toMatch(/FAILED/);
    expect(harness.mails().at(-1)?.body).toContain(`AWS Lambda did not tell of ${flush}`);
  });

  test('it is asked again a little later', async () => {
    const harness = await harnessOf();
    harness.world.faults.inject({ ...asking, times: 2 }, { kind: 'throttle' });
    expect((await harness.run('refresh')).ok).toBe(true);
    expect(harness.holds(edgeV4)).toEqual(['5.0.0.0/24']);
  });
});
