import { DoorlistError, Unavailable } from '../lib/errors.js';

/**
 * Errors that a caller of AWS can do something about, by the names that AWS and its SDK give them, and what to do.
 */
const troubles: { code: string; names: string[]; say: (said: string) => string }[] = [
  {
    code: 'aws/no-credentials',
    names: ['CredentialsProviderError', 'TokenProviderError'],
    say: (said) =>
      `There are no AWS credentials to use (${said}); sign in, for example with aws sso login, or set AWS_PROFILE.`,
  },
  {
    code: 'aws/expired',
    names: ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'],
    say: (said) =>
      `Your AWS credentials have expired (${said}); sign in again, for example with aws sso login.`,
  },
  {
    code: 'aws/credentials',
    names: [
      'UnrecognizedClientException',
      'InvalidClientTokenId',
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
      'IncompleteSignature',
      'MissingAuthenticationToken',
    ],
    say: (said) =>
      `AWS does not accept your credentials (${said}); check AWS_PROFILE, its keys and your clock.`,
  },
  {
    code: 'aws/forbidden',
    names: ['AccessDenied', 'AccessDeniedException'],
    say: (said) => `AWS does not let you do that (${said}); use credentials that may.`,
  },
  {
    code: 'aws/busy',
    names: ['TooManyRequestsException', 'ThrottlingException', 'Throttling'],
    say: (said) => `AWS is too busy for this call (${said}); try again in a minute.`,
  },
  {
    code: 'aws/unreachable',
    names: [
      'TimeoutError',
      'ENOTFOUND',
      'EAI_AGAIN',
      'ECONNREFUSED',
      'ECONNRESET',
      'ETIMEDOUT',
      'EHOSTUNREACH',
    ],
    say: (said) => `AWS could not be reached (${said}); check the network, the region and AWS_ENDPOINT_URL.`,
  },
];

/** An error of an AWS call as one sentence; anything else as it is. */
export function troubled(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DoorlistError) return error;
  const names = [error.name, (error as NodeJS.ErrnoException).code];
  const trouble = troubles.find((one) => one.names.some((name) => names.includes(name)));
  const said = ((error.message || names[1]) ?? error.name).replace(/[.\s]+$/, '');
  if (trouble) return new Unavailable(trouble.code, trouble.say(said), { cause: error });
  return '$metadata' in error
    ? new Unavailable('aws/error', `AWS refused or failed: ${error.name}: ${said}.`, { cause: error })
    : error;
}
