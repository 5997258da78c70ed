import type { APIGatewayProxyEvent } from 'aws-lambda';
import { printable } from '../text/printable.js';
import type { Tree, Right } from './routes.js';
import type { Estate, UserPool } from '../estate/estate.js';
import type { Person } from '../leases/lease.js';
import { Problem } from './problem.js';

/** Who is asking, and what they may: of a caller who signs, IAM has judged that before the call came here. */
export interface Caller {
  person: Person;
  /** The names of lists; absent where IAM has judged. */
  rights?: Record<Exclude<Right, 'anyone'>, ReadonlySet<string>>;
}

/** @throws Problem where API Gateway vouches for nobody, or for somebody of another pool */
export function callerOf(tree: Tree, { requestContext }: APIGatewayProxyEvent, estate: Estate): Caller {
  return tree === 'iam'
    ? signer(requestContext.identity.userArn)
    : bearer(requestContext.authorizer?.['claims'] as Claims | undefined, estate);
}

/** @throws Problem */
export function checkRight({ rights, person }: Caller, right: Right, list: string): void {
  if (right === 'anyone' || rights === undefined || rights[right].has(list)) return;
  throw new Problem(
    403,
    'caller/forbidden',
    `${person.name} may not ${right} ${list}: none of their groups in the user pool does.`,
  );
}

function signer(userArn: string | null): Caller {
  if (!userArn) throw unknown('This call is not signed.');
  const name = userArn.split(':').slice(5).join(':');
  return {
    person: { issuer: 'iam', subject: userArn, name: shortName(name.replace(/^(assumed-role|user)\//, '')) },
  };
}

type Claims = Record<string, string | undefined>;

function bearer(claims: Claims | undefined, { access }: Estate): Caller {
  const pool = access?.cognito?.pools.find(({ issuer }) => issuer === claims?.['iss']);
  const subject = claims?.['sub'];
  if (!pool || !claims || !subject) throw unknown('The token is of no user pool that doorlist.yml names.');
  const groups = (claims['cognito:groups'] ?? '').split(',').filter((group) => group !== '');
  return {
    person: { issuer: pool.issuer, subject, name: nameOf(claims, subject) },
    rights: { join: listsOf(pool, groups, 'join'), administer: listsOf(pool, groups, 'administer') },
  };
}

function listsOf({ groups }: UserPool, mine: readonly string[], right: 'join' | 'administer'): Set<string> {
  return new Set(
    mine.flatMap((group) => (Object.hasOwn(groups, group) ? (groups[group]?.[right] ?? []) : [])),
  );
}

/** An address that its owner may have made up is no name. */
function nameOf(claims: Claims, subject: string): string {
  const email = claims['email_verified'] === 'true' ? claims['email'] : undefined;
  return shortName(email ?? claims['cognito:username'] ?? claims['username'] ?? subject);
}

/** As much of a name as mails and logs tell. */
function shortName(text: string): string {
  return printable(text).slice(0, 100);
}

function unknown(message: string): Problem {
  return new Problem(403, 'caller/unknown', message);
}
