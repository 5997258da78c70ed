import { edge4, edge6, groupA, groupB, list4, people4, people6 } from '../disturbed/places.js';
import type { Setting, SettingOptions } from '../disturbed/setting.js';

/** What happens to a deployed doorlist, one after the other; every call that it makes of AWS can go wrong. */
export interface CrashScenario {
  name: string;
  world?: Pick<SettingOptions, 'ipSets' | 'securityGroups' | 'prefixLists'>;
  play(setting: Setting): Promise<void>;
}

const minute = 60_000;
const hour = 60 * minute;
const twenty = Array.from({ length: 20 }, (_, i) => `44.${2 * i}.0.0/24`);
const sixth = ['2600:9000:1::/48', '2600:9000:2::/48'];
const next = [...twenty.slice(2), '45.0.0.0/24', ...sixth.slice(1)];

interface Sketch {
  edge: string;
  people?: string;
  pin?: string;
  leases?: boolean;
}

const v4 = `{ arn: '${people4}' }`;
const v6 = `{ arn: '${people6}' }`;

const estate = ({ edge, people = v4, pin = '81.2.69.0/24', leases = false }: Sketch) => `
alerts: { email: [platform@example.com] }
${leases ? 'access: { auth: [iam] }' : ''}
lists:
  people:
    flush: { cron: '0 6,18 * * ? *'${leases ? ', leases: end' : ''} }
    pins: [{ cidr: ${pin} }, { cidr: 81.2.80.0/24 }]
    ${leases ? 'leases: {}' : ''}
    targets: [${people}]
  edge:
    feed: { services: [CLOUDFRONT] }
    targets: [${edge}]
`;

const fire = async (setting: Setting, ...triggers: Parameters<Setting['fire']>[0][]) => {
  for (const trigger of triggers) {
    setting.fire(trigger);
    await setting.settle();
  }
};

/** The list of the feed is filled, the file is edited while the feed changes, and a day later its hold is over. */
const edited =
  (before: Sketch, after: Sketch): CrashScenario['play'] =>
  async (setting) => {
    setting.publish([...twenty, ...sixth]);
    setting.install(estate(before));
    await fire(setting, 'refresh', 'flush');
    await setting.wait(hour);
    setting.publish(next);
    setting.install(estate({ pin: '81.2.70.0/24', ...after }));
    await fire(setting, 'refresh', 'flush');
    await setting.wait(25 * hour);
    await fire(setting, 'refresh');
  };

/** Two people at once; one's lease ends, the other leaves, and a flush ends a third one's. */
const comeAndGo =
  (people: string): CrashScenario['play'] =>
  async (setting) => {
    const drive = (doing: Promise<unknown>) => setting.world.clock.drive(doing);
    setting.install(estate({ edge: `{ arn: '${edge4}' }`, people, leases: true }));
    await fire(setting, 'flush');
    await drive(
      Promise.all([
        setting.join({ who: 'ana', from: '81.2.70.1' }),
        setting.join({ who: 'bob', from: '81.2.70.2', for: '5m' }),
      ]),
    );
    await setting.wait(6 * minute);
    await fire(setting, 'sweep');
    await drive(setting.leave('ana'));
    await drive(setting.join({ who: 'cem', from: '81.2.70.4', for: '8h' }));
    await fire(setting, 'flush');
  };

const set = `{ arn: '${edge4}' }, { arn: '${edge6}' }`;
const group = (ports: string) => `{ arn: '${groupA}', ports: [${ports}] }`;
const spread = `{ spreadOver: ['${groupA}', '${groupB}'], ports: [443] }`;
const leaving = `{ arn: '${groupA}', leaving: ['${groupB}'], ports: [443] }`;

/** Fourteen rules of others leave little room; the feed fills it, and then there is none for what it lists anew. */
const crowded = {
  securityGroups: [
    {
      arn: groupA,
      rules: Array.from({ length: 40 }, (_, i) => ({ source: `60.0.${i}.0/24`, from: 25, to: 25 })),
    },
    { arn: groupB },
  ],
};

export const crashScenarios: readonly CrashScenario[] = [
  { name: 'IP sets', play: edited({ edge: set }, { edge: set }) },
  {
    name: 'a security group of two lists',
    play: edited({ edge: group('443'), people: group('22') }, { edge: group('443'), people: group('22') }),
  },
  {
    name: 'security groups, one of which is left',
    play: edited({ edge: spread }, { edge: leaving }),
  },
  {
    name: 'a prefix list that grows',
    world: { prefixLists: [{ arn: list4, family: 'IPV4', maxEntries: 20 }] },
    play: edited(
      { edge: `{ arn: '${list4}', resize: true }` },
      { edge: `{ arn: '${list4}', resize: true }` },
    ),
  },
  { name: 'people at IP sets', play: comeAndGo(`${v4}, ${v6}`) },
  { name: 'people at a security group', play: comeAndGo(group('22')) },
  {
    name: 'a feed that fails, empties and has no room',
    world: crowded,
    async play(setting) {
      setting.publish(twenty);
      setting.install(estate({ edge: group('443') }));
      await fire(setting, 'refresh');
      setting.publish([]);
      await fire(setting, 'refresh');
      setting.publish([...twenty, '46.0.0.0/24']);
      await fire(setting, 'refresh');
      setting.world.feed.fail({ kind: 'status', status: 403 }, 3);
      await fire(setting, 'refresh');
      await setting.wait(10 * minute);
      setting.publish([...twenty.slice(1), '46.0.0.0/24']);
      await fire(setting, 'refresh');
    },
  },
];

/** The runs that come then anyway: what one left undone they do. */
export async function following(setting: Setting): Promise<void> {
  for (const hours of [1, 25]) {
    await setting.wait(hours * hour);
    await fire(setting, ...(setting.hasFile() ? (['refresh'] as const) : []), 'sweep', 'flush');
  }
}
