import { AwsError, type AwsCall } from '../protocols/wire.js';
import type { Ec2Context, Operations } from './context.js';
import { invalidCombination, invalidValue, need } from './errors.js';
import { addEntries, changed, readEntries, removeEntries } from './prefix-list-entries.js';
import { checkName, checkSize, described } from './prefix-list.js';
import { obstacleTo, references } from './prefix-list-references.js';
import type { PrefixListChange, PrefixList } from './prefix-lists.js';
import { integer, readRequest, text } from './shape.js';

const modifyShape = {
  PrefixListId: text,
  CurrentVersion: integer,
  PrefixListName: text,
  AddEntry: addEntries,
  RemoveEntry: removeEntries,
  MaxEntries: integer,
};

export function prefixListChanges(context: Ec2Context): Operations {
  const { lists } = context;

  function mine(call: AwsCall, id: string): PrefixList {
    const list = lists.find(call, id);
    // The code is not documented.
    if (list.account !== call.account)
      throw new AwsError('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403);
    // Whether a list in one of these can be changed is undocumented; that it cannot is the harsh reading.
    const isStuck = list.state === 'create-failed' || list.state === 'delete-failed' || list.frozen;
    if (isStuck || list.state.endsWith('-in-progress')) throw incorrectState(list, list.state);
    return list;
  }

  return {
    ModifyManagedPrefixList(call) {
      const input = readRequest(call, modifyShape);
      const list = mine(call, need(input.PrefixListId, 'PrefixListId'));
      // Which edits are restricted is undocumented; the harsh reading is all of them.
      if (list.resolverTarget !== undefined) throw incorrectState(list, 'synchronized by an IPAM resolver');
      const change = readChange(list, input);
      const grows = change.maxEntries !== undefined && change.maxEntries > list.maxEntries;
      const obstacle = () => (grows ? obstacleTo(context, lists.get(list.arn)) : undefined);
      return { prefixList: described(lists.modify(call.actor, list, change, obstacle)) };
    },

    DeleteManagedPrefixList(call) {
      const input = readRequest(call, { PrefixListId: text });
      const list = mine(call, need(input.PrefixListId, 'PrefixListId'));
      const [first] = references(context, list);
      // The code for it is not documented.
      if (first) throw new AwsError('DependencyViolation', `${list.id} is referenced by ${first.id}`);
      return { prefixList: described(lists.delete(call.actor, list)) };
    },
  };
}

function readChange(
  list: PrefixList,
  input: Partial<ReturnType<typeof readRequest<typeof modifyShape>>>,
): PrefixListChange {
  const { AddEntry, RemoveEntry, MaxEntries: maxEntries, PrefixListName: name, CurrentVersion } = input;
  const edits = AddEntry !== undefined || RemoveEntry !== undefined;
  if (edits && maxEntries !== undefined)
    throw invalidCombination(
      'You cannot modify the entries and the maximum entries for the prefix list in the same request.',
    );
  const nothing = !edits && maxEntries === undefined && name === undefined;
  if (nothing || AddEntry?.length === 0 || RemoveEntry?.length === 0)
    throw new AwsError('InvalidRequest', 'The request received was invalid.');
  if (name !== undefined) checkName(name);
  if (maxEntries !== undefined) checkSize(maxEntries, list.entries.length);
  const add = readEntries(AddEntry ?? [], list.family);
  const remove = readEntries(RemoveEntry ?? [], list.family).map(({ cidr }) => cidr);
  checkVersion(list, CurrentVersion);
  return {
    ...(name !== undefined && { name }),
    ...(maxEntries !== undefined && { maxEntries }),
    ...(edits && { entries: changed(list, { add, remove }) }),
  };
}

/** Optional by the service model, and the only guard. */
function checkVersion({ version, id }: PrefixList, expected: number | undefined): void {
  if (expected === undefined || expected === version) return;
  if (expected < 1)
    throw invalidValue('The specified value for version is not valid. The value must be greater than (0).');
  throw new AwsError(
    'PrefixListVersionMismatch',
    `The prefix list '${id}' has the version ${version}, not ${expected}`,
  );
}

const incorrectState = ({ id }: PrefixList, why: string) =>
  new AwsError('IncorrectState', `The prefix list '${id}' is in an incorrect state for the request (${why})`);
