import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { readFileSync } from 'node:fs';
import type { Answered, Asked } from '../../cli/access/exchange.js';
import { exits, exitsOf, type Exit } from '../../cli/exits.js';
import { defineCommands } from '../../cli/options.js';
import { call, noon, nowhere, offline, type Answer } from '../harness/command-line.js';
import { feedOf, lines, setUp, SYNC, type Harness } from './harness.js';

const program = new Command();
defineCommands(program, () => undefined);
const names = program.commands.map((command) => command.name());

test('every command says what it ends with', () => {
  expect(Object.keys(exitsOf).sort()).toEqual([...names].sort());
});

test('the table of docs/cli.md is the code’s', () => {
  const [, section = ''] = /^## Exit codes\n([\s\S]*?)^## /m.exec(readFileSync('docs/cli.md', 'utf8')) ?? [];
  const rows = [...section.matchAll(/^\| (\d+) \| .* \| (.*) \|$/gm)].map(([, code, of = '']) => [
    Number(code),
    of === 'every command' ? names : [...of.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  ]);
  const told = Object.entries(exits).map(([exit, code]) => [
    code,
    names.filter((name) => exitsOf[name]?.includes(exit as Exit)),
  ]);
  expect(rows).toEqual(told);
});

type Provoke = () => Promise<Answer>;

let harness: Harness;
beforeAll(async () => {
  harness = await setUp();
  await harness.doorlist('refresh');
});
afterAll(() => harness.tearDown());

const others = lines.filter(([, service]) => service === 'S3');
let published = SYNC;

const reading = (of: typeof lines, ...argv: string[]): Promise<Answer> => {
  harness.world.feed.publish(feedOf(++published, of));
  return harness.doorlist(...argv);
};

/** The feed lists nothing any more of what the targets hold, which a guard refuses to close. */
const emptied = (...argv: string[]) => reading(others, ...argv);

const onFile: Record<string, Partial<Record<Exit, Provoke>>> = {
  validate: {
    ok: () => harness.doorlist('validate'),
    failed: () => harness.doorlist('validate', '--feed', harness.file('feed', '{}')),
    usage: () => harness.doorlist('validate', '--config', 'no/such.yml'),
  },
  plan: {
    ok: () => harness.doorlist('plan', 'developers'),
    failed: () => harness.doorlist('plan', '--feed', harness.file('feed', '{}')),
    usage: () => harness.doorlist('plan', 'nobody'),
    refused: () => emptied('plan', 'edge'),
  },
  ...Object.fromEntries(
    ['flush', 'refresh'].map((name) => [
      name,
      {
        ok: () => reading(lines, name, name === 'flush' ? 'developers' : 'edge', '--dry-run'),
        failed: () => harness.doorlist(name, '--service', 'elsewhere'),
        usage: () => harness.doorlist(name, 'nobody'),
        refused: () => emptied(name, 'edge', '--dry-run'),
      },
    ]),
  ),
};

const lease = {
  id: '1',
  network: '1.2.3.4/32',
  since: new Date(noon).toISOString(),
  until: new Date(noon + 900_000).toISOString(),
};
const granted = { list: 'developers', address: '1.2.3.4' };
const who = { issuer: 'iam', subject: 'arn', name: 'ann' };

/** What an access API answers with that does what it is asked, and says that AWS has it, or has it not yet. */
const willing =
  (state: { PUT: string; DELETE: string }) =>
  ({ method, url }: Asked): Answered => {
    const body = {
      GET: url.pathname.endsWith('/me/me') ? {} : { ...granted, who, lists: [], leases: [] },
      PUT: { ...granted, state: state.PUT, lease },
      DELETE: { ...granted, state: state.DELETE, ended: [lease] },
    }[method];
    return { status: 200, headers: {}, body: JSON.stringify(body) };
  };

const answers: Record<Exit, (asked: Asked) => Answered> = {
  ok: willing({ PUT: 'in', DELETE: 'out' }),
  failed: () => {
    throw Object.assign(new Error('connect ETIMEDOUT'), { code: 'ETIMEDOUT' });
  },
  usage: () => ({ status: 404, headers: {}, body: '{"detail":"There is no such list."}' }),
  refused: () => ({ status: 403, headers: {}, body: '{"detail":"You may not."}' }),
  pending: willing({ PUT: 'accepted', DELETE: 'accepted' }),
};

/** Somebody with credentials who asks an API that answers so; what is waited for does not exist. */
const asking = async (exit: Exit, ...argv: string[]): Promise<Answer> =>
  call(
    {
      ...offline,
      env: { ...process.env, DOORLIST_URL: 'http://127.0.0.1:1' },
      aws: { credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
      machine: {
        ...nowhere,
        // Lets a command end that is run meanwhile.
        sleep: async () => new Promise((resolve) => setImmediate(resolve)),
        exchange: async (asked) => {
          if (asked.url.hostname === 'no.such.host')
            throw Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' });
          return answers[exit](asked);
        },
      },
    },
    ...argv,
  );

function ofApi(name: string, exit: Exit): Provoke {
  const waits = exit === 'pending' && name === 'run' ? ['--wait', 'http://no.such.host'] : [];
  const patience = name === 'allow' || name === 'run' ? ['--patience', '0'] : [];
  const list = name === 'whoami' ? [] : ['developers'];
  const command = name === 'run' ? ['--', 'true'] : [];
  return () => asking(exit, name, ...list, ...patience, ...waits, ...command);
}

describe.each(names)('%s ends', (name) => {
  test.each(exitsOf[name] ?? [])('with %s', async (exit) => {
    const { exit: code } = await (onFile[name]?.[exit] ?? ofApi(name, exit))();
    expect(code).toBe(exits[exit]);
  });
});
