import { expect, test } from '@jest/globals';
import { call, offline } from '../harness/command-line.js';

const said = (from: string, region: string) =>
  `error: ${from} must be a Region such as eu-west-2, and is ${JSON.stringify(region)}.\n`;

// There is no such file: what is looked at first is told.
const elsewhere = ['--config', 'no/such.yml'];

test.each(['plan', 'flush', 'refresh'])(
  '%s looks at the region before it reads doorlist.yml',
  async (name) => {
    for (const region of ['eu-west2', 'EU-WEST-2', 'London', 'https://x.example'])
      expect(await call(offline, name, '--region', region, ...elsewhere)).toMatchObject({
        exit: 2,
        err: said('--region', region),
      });
    expect((await call(offline, name, '--region', 'eu-west-2', ...elsewhere)).err).toContain('no/such.yml');
  },
);

test.each(['AWS_REGION', 'AWS_DEFAULT_REGION'])('a region in %s is looked at likewise', async (name) => {
  const env = { [name]: 'eu-west2' };
  expect((await call({ ...offline, env }, 'plan', ...elsewhere)).err).toBe(said(name, 'eu-west2'));
  const goesBefore = await call({ ...offline, env }, 'plan', '--region', 'eu-west-2', ...elsewhere);
  expect(goesBefore.err).toContain('no/such.yml');
});

test.each([['allow'], ['revoke'], ['leases'], ['whoami'], ['run', '--', 'true']])(
  '%s looks at the region before it asks for anything',
  async (name, ...rest) => {
    const env = { DOORLIST_URL: 'https://access.example.com' };
    const { exit, err } = await call({ ...offline, env }, name, '--region', 'eu-west2', ...rest);
    expect([exit, err]).toEqual([2, said('--region', 'eu-west2')]);
  },
);
