import type { Random } from '../../world/random.js';
import { readPolicy, type PolicyDocument } from './policy.js';

/** Who signs, with what they sign with: a user, or a role that was assumed. */
export interface Identity {
  accessKeyId: string;
  secretAccessKey: string;
  /** Of temporary credentials. */
  sessionToken?: string;
  /** When temporary credentials end. */
  expiresAt?: number;
  account: string;
  /** As API Gateway's `userArn` and STS's `Arn` have it. */
  arn: string;
  /** `AIDA…`, or of a session `AROA…:NAME`: docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
  userId: string;
  policies: readonly PolicyDocument[];
}

export interface Iam {
  user(name: string, policies?: readonly PolicyDocument[]): Identity;
  /** A role that somebody assumed. The session's name is the caller's own choice, unless the trust policy fixes it. */
  session(
    role: string,
    sessionName: string,
    policies?: readonly PolicyDocument[],
    lastsMs?: number,
  ): Identity;
  find(accessKeyId: string): Identity | undefined;
}

/** The default of AssumeRole: docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const HOUR_MS = 3600_000;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

/** People and roles of one account, as far as they call something in the simulator that checks who they are. */
export function createIam({ account, random }: { account: string; random: Random }): Iam {
  const identities = new Map<string, Identity>();
  const ids = new Map<string, string>();
  const draw = (letters: string, length: number) =>
    Array.from({ length }, () => letters.charAt(random.int(0, letters.length - 1))).join('');
  const unique = () => draw('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16);
  const secret = (length: number) =>
    draw('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', length);

  /** A user or role keeps its id, however many keys or sessions it has. */
  function idOf(prefix: 'AIDA' | 'AROA', name: string): string {
    const key = `${prefix} ${name}`;
    const id = ids.get(key) ?? `${prefix}${unique()}`;
    ids.set(key, id);
    return id;
  }

  function plant(identity: Identity): Identity {
    identity.policies.forEach(readPolicy);
    identities.set(identity.accessKeyId, identity);
    return identity;
  }

  return {
    user: (name, policies = []) =>
      plant({
        accessKeyId: `AKIA${unique()}`,
        secretAccessKey: secret(40),
        account,
        arn: `arn:aws:iam::${account}:user/${name}`,
        userId: idOf('AIDA', name),
        policies,
      }),
    session(role, sessionName, policies = [], lastsMs = HOUR_MS) {
      if (!SESSION_NAME.test(sessionName)) throw new Error(`STS takes no session name ${sessionName}`);
      return plant({
        accessKeyId: `ASIA${unique()}`,
        secretAccessKey: secret(40),
        sessionToken: secret(356),
        expiresAt: Date.now() + lastsMs,
        account,
        arn: `arn:aws:sts::${account}:assumed-role/${role}/${sessionName}`,
        userId: `${idOf('AROA', role)}:${sessionName}`,
        policies,
      });
    },
    find: (accessKeyId) => identities.get(accessKeyId),
  };
}
