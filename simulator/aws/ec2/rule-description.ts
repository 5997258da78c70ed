import { invalidValue } from './errors.js';

/** docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html */
const LONGEST = 255;
const CHARACTERS = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=;{}!$*]*$/;

/** The service model allows `&` for rules on networks alone. */
export function checkRuleDescription(description: string, network: boolean): void {
  if (description.length > LONGEST)
    throw invalidValue(`Invalid rule description. It exceeds ${LONGEST} characters.`);
  if (!CHARACTERS.test(network ? description.replaceAll('&', '') : description))
    throw invalidValue(
      'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
    );
}
