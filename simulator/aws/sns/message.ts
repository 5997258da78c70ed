import { AwsError, utf8 } from '../protocols/wire.js';

/** Bytes, not characters: docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MOST_BYTES = 262_144;
/**
 * "ASCII text that begins with a letter, number, or punctuation mark; must not include line breaks or control
 * characters", from the same page. It says "less than 100 characters"; SNS is known to take 100.
 */
const SUBJECT = /^[\x21-\x7e][\x20-\x7e]{0,99}$/;

export function checkMessage(message: string): void {
  if (message === '') throw invalidParameter('Empty message');
  if (utf8(message).length > MOST_BYTES) throw invalidParameter('Message too long');
}

export function checkSubject(subject: string): void {
  if (!SUBJECT.test(subject)) throw invalidParameter('Subject');
}

export function invalidParameter(what: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${what}`);
}
