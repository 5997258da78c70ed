import { EstateMistakes, type Mistake } from '../../lib/estate/mistakes/mistakes.js';
import { parseEstate, type ParsedEstate, type ParseOptions } from '../../lib/estate/parse.js';
import { account } from './account.js';

export function arn(name: string, { region = 'eu-west-2', of = account, scope = 'regional' } = {}): string {
  const id = Buffer.from(name.padEnd(6).slice(0, 6)).toString('hex');
  return `arn:aws:wafv2:${region}:${of}:${scope}/ipset/${name}/a1b2c3d4-0001-4000-8000-${id}`;
}

/** The ARN of a security group or, where the id begins with pl-, of a prefix list. */
export function ec2(id: string, { region = 'eu-west-2', of = account } = {}): string {
  return `arn:aws:ec2:${region}:${of}:${id.startsWith('pl-') ? 'prefix-list' : 'security-group'}/${id}`;
}

/** `sg-00000001` */
export const sg = (n: number) => `sg-${String(n).padStart(8, '0')}`;
export const pl = (n: number) => `pl-${String(n).padStart(8, '0')}`;

export const people = { flush: {}, targets: [{ arn: arn('people') }] };
export const fed = { feed: { services: ['EC2'] }, targets: [{ arn: arn('fed') }] };

/** A file as JSON, which is YAML too. */
export function written(lists: unknown, rest: object = {}): string {
  return JSON.stringify({ alerts: { email: ['platform@example.com'] }, lists, ...rest });
}

export function read(lists: unknown, rest: object = {}, options: ParseOptions = {}): ParsedEstate {
  return parseEstate(written(lists, rest), options);
}

export function mistakesOf(parse: () => unknown): readonly Mistake[] {
  try {
    parse();
  } catch (error) {
    if (error instanceof EstateMistakes) return error.mistakes;
    throw error;
  }
  return [];
}

/** Each mistake as `path: message`. */
export function complaints(lists: unknown, rest: object = {}, options: ParseOptions = {}): string[] {
  return mistakesOf(() => read(lists, rest, options)).map(({ path, message }) => `${path}: ${message}`);
}
