import { AwsError } from '../protocols/wire.js';
import type { Family } from '../protocols/network.js';
import { readCidr } from './cidr.js';
import { invalidValue, need } from './errors.js';
import type { PrefixListEntry, PrefixList } from './prefix-lists.js';
import { list, struct, text } from './shape.js';

export const addEntries = list(struct({ Cidr: text, Description: text }));
export const removeEntries = list(struct({ Cidr: text }));

/** Each way, in one call: the service model, and the words of github.com/hashicorp/terraform-provider-aws/issues/17191 */
const MOST_A_CALL = 100;
const LONGEST_DESCRIPTION = 255;

export function readEntries(given: ReturnType<typeof addEntries>, family: Family): PrefixListEntry[] {
  if (given.length > MOST_A_CALL)
    throw invalidValue(`The number of entries per request cannot exceeds limit (${MOST_A_CALL})`);
  const entries = given.map(({ Cidr, Description }) => {
    const cidr = readEntryCidr(need(Cidr, 'Cidr'), family);
    if (Description === undefined) return { cidr };
    if (Description.length > LONGEST_DESCRIPTION)
      throw invalidValue(`The description of an entry cannot exceed ${LONGEST_DESCRIPTION} characters`);
    return { cidr, description: Description };
  });
  // Undocumented; the harsh reading.
  const seen = new Set<string>();
  for (const { cidr } of entries) {
    if (seen.has(cidr)) throw invalidValue(`Duplicate entry for the CIDR (${cidr})`);
    seen.add(cidr);
  }
  return entries;
}

/** Whether host bits are cleared or refused is undocumented; refused is the harsh reading. */
function readEntryCidr(text: string, family: Family): string {
  const cidr = readCidr(text);
  if (cidr && !cidr.cleared && cidr.family === family) return cidr.text;
  throw invalidValue(`The CIDR (${text}) is not valid for the prefix list`);
}

/** The entries that a list would have, or AWS's refusal of the whole call. */
export function changed(
  { entries, maxEntries }: PrefixList,
  { add, remove }: { add: readonly PrefixListEntry[]; remove: readonly string[] },
): PrefixListEntry[] {
  const both = remove.find((cidr) => add.some((entry) => entry.cidr === cidr));
  if (both !== undefined)
    throw invalidValue(
      `Request cannot contain Cidr ${both} in both AddPrefixListEntries and RemovePrefixListEntries`,
    );
  const known = new Set(entries.map(({ cidr }) => cidr));
  // Not documented: github.com/hashicorp/terraform-provider-aws/issues/29204, and its vpc_managed_prefix_list_entry.go
  const twice = add.find(({ cidr }) => known.has(cidr));
  if (twice)
    throw unchangeable(
      `An entry with the CIDR (${twice.cidr}) and description (${twice.description ?? ''}) already exists.`,
    );
  const absent = remove.find((cidr) => !known.has(cidr));
  if (absent !== undefined) throw unchangeable(`An entry with the CIDR (${absent}) does not exist.`);
  // Undocumented; the harsh reading is that additions need room before removals have made any.
  if (entries.length + add.length > maxEntries)
    throw new AwsError(
      'PrefixListMaxEntriesExceeded',
      "You've reached the maximum number of entries for the prefix list.",
    );
  return [...entries.filter(({ cidr }) => !remove.includes(cidr)), ...add];
}

const unchangeable = (message: string) => new AwsError('InvalidPrefixListModification', message);
