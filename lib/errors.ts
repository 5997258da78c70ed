import type { Cidr } from './cidr.js';

/**
 * Errors are named for their consequence. `code` says what is wrong without anything that varies from one run to the
 * next, so that it can be the fingerprint of an alert; `message` is one sentence for a person, with the evidence.
 */
export class DoorlistError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A source, a target or the table did not answer, or not with the truth: nothing is known, so nothing is written. */
export class Unavailable extends DoorlistError {
  override name = 'Unavailable';
}

/** AWS did not take a write now, or nobody heard whether it did, or the plan is old: read, plan and write again. */
export class Transient extends Unavailable {}

/** Somebody else wrote first: read, plan and write again. */
export class Conflict extends DoorlistError {
  override name = 'Conflict';
}

/**
 * AWS refused a call for what it says of the target, which may be a race. Where a fresh read does not show it either, it
 * lasts, and is no race.
 */
export class Contradiction extends Conflict {
  readonly says: Says;

  constructor(says: Says, ...about: ConstructorParameters<typeof DoorlistError>) {
    super(...about);
    this.says = says;
  }
}

/** No room in a container, or, where an entry is named, that it is there already. */
export interface Says {
  container: string;
  entry?: { cidr: Cidr; portRange: string };
}

const superseded = 'edition/superseded';

/** Another edition of doorlist is deployed than the one that runs, which leaves the writing to the deployed one. */
export class Superseded extends DoorlistError {
  override name = 'Superseded';

  constructor() {
    super(
      superseded,
      'Another edition of doorlist is deployed than the one of this run, which therefore wrote nothing where another edition may have written since.',
    );
  }
}

const late = 'commit/late';

/** AWS takes a write, or answers, only after whoever waits for it has to be answered: the sweep does it. */
export class Late extends DoorlistError {
  override name = 'Late';

  constructor(message: string, options?: ErrorOptions) {
    super(late, message, options);
  }
}

/** The caller asked for something that cannot be: the message says what can. */
export class BadRequest extends DoorlistError {
  override name = 'BadRequest';
}

/** The codes of AWS errors that doorlist answers in its own way, spelled here only. */
const aws = {
  conflict: [
    'WAFOptimisticLockException',
    'InvalidPermission.Duplicate',
    'InvalidSecurityGroupRuleId.NotFound',
    'InvalidPermission.NotFound',
    'RulesPerSecurityGroupLimitExceeded',
    'PrefixListVersionMismatch',
    'PrefixListMaxEntriesExceeded',
    'InvalidPrefixListModification',
    'IncorrectState',
    'ConcurrentMutationLimitExceeded',
  ],
  gone: [
    'WAFNonexistentItemException',
    'InvalidGroup.NotFound',
    'InvalidPrefixListID.NotFound',
    'InvalidPrefixListId.NotFound',
  ],
  forbidden: ['UnauthorizedOperation', 'AccessDeniedException', 'AccessDenied'],
  /** Of the conflicts, those that say what a fresh read should show. */
  full: ['RulesPerSecurityGroupLimitExceeded', 'PrefixListMaxEntriesExceeded'],
  alreadyThere: ['InvalidPermission.Duplicate'],
  conditionFailed: ['ConditionalCheckFailedException'],
} as const;

export function isAws(kind: keyof typeof aws, error: unknown): boolean {
  return error instanceof Error && (aws[kind] as readonly string[]).includes(error.name);
}

/** What could not be had, and why: an error fails what needs it, and is never taken for nothing. */
export type Failed = { error: unknown };

export const failed = (error: unknown): Failed => ({ error });

export interface Failure {
  code: string;
  message: string;
}

/** Whether a failure is over with the next run, which is of the deployed edition, so that nobody has to be mailed. */
export function isSuperseded({ code }: Failure): boolean {
  return code === superseded;
}

/** Whether a failure only means that the sweep has to do it. */
export function isLate({ code }: Failure): boolean {
  return code === late;
}

/** One place turns any error into the words and the fingerprint of a failed outcome. */
export function failure(error: unknown): Failure {
  if (error instanceof DoorlistError) return { code: error.code, message: error.message };
  if (error instanceof Error) return { code: error.name, message: error.message || error.name };
  return { code: 'unknown', message: String(error) };
}
