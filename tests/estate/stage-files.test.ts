import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEstate } from '../../lib/estate/stage-files.js';
import { arn, fed, mistakesOf, people, written } from '../harness/estate.js';

let dir = '';
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'doorlist-'))));
afterEach(() => rmSync(dir, { recursive: true }));

const put = (name: string, content: string | Uint8Array) => writeFileSync(join(dir, name), content);
const of = (name: string) => written({ [name]: { flush: {}, targets: [{ arn: arn(name) }] } });
const load = (options: { stage?: string; config?: string; now?: number } = {}) => {
  const { estate, file, warnings } = loadEstate({ dir, ...options });
  return { names: estate.lists.map(({ name }) => name), file: file.slice(dir.length + 1), warnings };
};
const complaints = (options: Parameters<typeof load>[0] = {}) =>
  mistakesOf(() => load(options)).map(({ path, message }) => `${path}: ${message.replaceAll(`${dir}/`, '')}`);

describe('the file of a stage', () => {
  beforeEach(() => {
    put('doorlist.yml', of('base'));
    put('doorlist.prod.yml', of('prod'));
    put('other.yml', of('other'));
    put('other.prod.yml', of('others'));
  });

  it.each([
    [{}, 'doorlist.yml', 'base'],
    [{ stage: 'dev' }, 'doorlist.yml', 'base'],
    [{ stage: 'prod' }, 'doorlist.prod.yml', 'prod'],
  ])('for %j is %s', (options, file, name) => {
    expect(load(options)).toEqual({ file, names: [name], warnings: [] });
  });

  it('is looked for beside a file that is named, too', () => {
    expect(load({ config: join(dir, 'other.yml') }).names).toEqual(['other']);
    expect(load({ config: join(dir, 'other.yml'), stage: 'prod' })).toMatchObject({
      file: 'other.prod.yml',
      names: ['others'],
    });
  });

  it.each([
    ['prod', undefined],
    ['dev', undefined],
    ['prdo', 'There is no doorlist.prdo.yml, so the stage prdo uses doorlist.yml; did you mean prod?'],
    ['devv', 'There is no doorlist.devv.yml, so the stage devv uses doorlist.yml; did you mean dev?'],
    ['staging', 'There is no doorlist.staging.yml, so the stage staging uses doorlist.yml.'],
  ])('is told for %s where the stage was named and shares one', (stage, sentence) => {
    expect(loadEstate({ dir, stage }).shared?.replaceAll(`${dir}/`, '')).toBe(sentence);
  });

  it.each([
    ['prdo', 'there is neither this file nor doorlist.prdo.yml; did you mean prod?'],
    [
      'staging',
      'there is neither this file nor doorlist.staging.yml; copy doorlist.yml from the project, or name yours',
    ],
    ['dev', 'there is no such file; copy doorlist.yml from the project, or name yours'],
  ])('that is missing is missed by the names that it could have, for %s', (stage, why) => {
    rmSync(join(dir, 'doorlist.yml'));
    expect(complaints({ stage })).toEqual([`: cannot be read: ${why}`]);
  });

  it('is never outside the folder', () => {
    expect(complaints({ stage: '../../etc/x' })).toEqual([
      ': the stage "../../etc/x" must be made of letters, digits and hyphens',
    ]);
  });

  it('suffices where there is no other', () => {
    rmSync(join(dir, 'doorlist.yml'));
    expect(load({ stage: 'prod' }).names).toEqual(['prod']);
  });
});

describe('a target that two stages claim', () => {
  it('is a mistake that names both files, whichever is in use', () => {
    put('doorlist.yml', written({ people, fed }));
    put('doorlist.prod.yml', written({ theirs: fed }));
    expect(complaints()).toEqual([
      'lists.fed.targets[0].arn: is claimed by lists.theirs.targets[0].arn in doorlist.prod.yml too; an IP set belongs to one list in one stage',
    ]);
    expect(complaints({ stage: 'prod' })).toEqual([
      'lists.theirs.targets[0].arn: is claimed by lists.fed.targets[0].arn in doorlist.yml too; an IP set belongs to one list in one stage',
    ]);
  });

  it('is a mistake where neither is in use, too', () => {
    put('doorlist.yml', of('base'));
    put('doorlist.a.yml', of('x'));
    put('doorlist.b.yml', of('x'));
    expect(complaints()).toEqual([
      `: ${arn('x')} is claimed by lists.x.targets[0].arn in doorlist.a.yml and by lists.x.targets[0].arn in doorlist.b.yml; an IP set belongs to one list in one stage`,
    ]);
  });

  it('is seen in a file with mistakes of its own, which are not told', () => {
    put('doorlist.yml', of('x'));
    put(
      'doorlist.a.yml',
      `lists: { Bad: { targets: [7, { arn: "${arn('x')}" }, { arn: "${arn('y')}" }, { arn: "${arn('y')}" }] } }`,
    );
    expect(complaints()).toEqual([expect.stringContaining('lists.Bad.targets[1].arn in doorlist.a.yml too')]);
  });

  it('cannot be seen in a file that is not YAML, which is worth a warning', () => {
    put('doorlist.yml', of('x'));
    put('doorlist.a.yml', '{');
    mkdirSync(join(dir, 'doorlist.b.yml'));
    expect(load().warnings).toEqual([
      expect.stringContaining(
        'doorlist.a.yml: cannot be read, so nobody knows whether it claims the same targets',
      ),
      expect.stringContaining('doorlist.b.yml: cannot be read'),
    ]);
  });

  it('is not looked for in files of other names', () => {
    put('doorlist.yml', of('x'));
    put('doorlists.yml', of('x'));
    put('doorlist.yml.orig', of('x'));
    put('my-doorlist.prod.yml', of('x'));
    expect(load().warnings).toEqual([]);
  });
});

describe('a file that cannot be read', () => {
  it.each<[string, () => void, RegExp]>([
    ['missing', () => undefined, /^: cannot be read: there is no such file/],
    ['a folder', () => mkdirSync(join(dir, 'doorlist.yml')), /^: cannot be read: it is a folder/],
    ['too large', () => put('doorlist.yml', `#${'x'.repeat(1024 * 1024)}`), /^: is larger than 1 MiB/],
    [
      'not UTF-8',
      () => put('doorlist.yml', Uint8Array.of(0x61, 0xff, 0xfe)),
      /^: cannot be read: it is not UTF-8 text$/,
    ],
  ])('is %s', (_about, make, why) => {
    make();
    expect(complaints()).toEqual([expect.stringMatching(why)]);
  });

  it('is not one with a byte order mark', () => {
    put('doorlist.yml', `\ufeff${of('x')}`);
    expect(load().names).toEqual(['x']);
  });
});

it('refuses a schedule whose last day is over', () => {
  put('doorlist.yml', written({ people: { ...people, flush: { cron: '0 6 * * ? 2026' } } }));
  expect(load({ now: Date.UTC(2026, 11, 31) }).names).toEqual(['people']);
  expect(complaints({ now: Date.UTC(2027, 0, 1) })).toEqual([expect.stringContaining('never fires')]);
});
