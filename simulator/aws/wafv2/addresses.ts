import { AwsError } from '../protocols/wire.js';
import { readNetwork, spell, type Family } from '../protocols/network.js';

/** Fixed: docs.aws.amazon.com/waf/latest/developerguide/limits.html */
const MOST_ADDRESSES = 10_000;

/**
 * The set's new content in the record's spelling, or AWS's refusal of the whole request. It is kept sorted as text:
 * the order in which a set comes back is undocumented, and the harsh reading is one that nobody sent.
 */
export function readAddresses(texts: readonly string[], family: Family): readonly string[] {
  if (texts.length > MOST_ADDRESSES) {
    throw new AwsError(
      'WAFLimitsExceededException',
      `The operation exceeds your resource limit: ${texts.length} addresses, of ${MOST_ADDRESSES} allowed`,
    );
  }
  const entries = texts.map((text) => readAddress(text, family));
  // Undocumented; the harsh reading, so that a client that sends the same network in two spellings is found out.
  const seen = new Set<string>();
  entries.forEach((entry, index) => {
    if (seen.has(entry)) throw invalidAddress(texts[index] ?? entry);
    seen.add(entry);
  });
  return Object.freeze(entries.sort());
}

/** Host bits are refused (github.com/aws/aws-cdk/issues/20003), and so is /0, which the documentation excepts. */
function readAddress(text: string, family: Family): string {
  const network = readNetwork(text);
  if (typeof network === 'string' || network.prefix === 0 || network.family !== family)
    throw invalidAddress(text);
  return spell(network);
}

function invalidAddress(text: string): AwsError {
  return invalidParameter('IP_ADDRESS', text, 'The parameter contains formatting that is not valid.');
}

export function invalidParameter(field: string, parameter: string, reason: string): AwsError {
  return new AwsError(
    'WAFInvalidParameterException',
    `Error reason: ${reason}, field: ${field}, parameter: ${parameter}`,
    400,
    { Field: field, Parameter: parameter, Reason: reason },
  );
}
