import type { Ec2Context, Operations } from './context.js';
import { need } from './errors.js';
import { filters, passing } from './filters.js';
import { page } from './page.js';
import { described } from './prefix-list.js';
import { references } from './prefix-list-references.js';
import type { PrefixListEntry, PrefixList } from './prefix-lists.js';
import { invalidValue } from './errors.js';
import { integer, list, readRequest, text } from './shape.js';

const paging = { MaxResults: integer, NextToken: text };
const describeShape = { ...paging, Filter: filters, PrefixListId: list(text) };
const entriesShape = { ...paging, PrefixListId: text, TargetVersion: integer };
const associationsShape = { ...paging, PrefixListId: text };

/** The service model. */
const LIMITS = {
  lists: { least: 1, most: 100, unlessAsked: 100 },
  entries: { least: 1, most: 100, unlessAsked: 100 },
  associations: { least: 5, most: 255, unlessAsked: 255 },
};

export function prefixListReads(context: Ec2Context): Operations {
  const { lists } = context;

  return {
    DescribeManagedPrefixLists(call) {
      const input = readRequest(call, describeShape);
      const asked = input.PrefixListId?.map((id) => lists.find(call, id));
      const named = input.Filter?.filter(({ Name }) => Name === 'prefix-list-id') ?? [];
      lists.checkNamed(named.flatMap(({ Value = [] }) => Value));
      const passes = passing<PrefixList>(input.Filter, {
        'prefix-list-id': ({ id }) => id,
        'prefix-list-name': ({ name }) => name,
        'owner-id': ({ account, awsWeight }) => (awsWeight === undefined ? account : 'AWS'),
      });
      const found = lists.of(call).filter((each) => (asked?.includes(each) ?? true) && passes(each));
      const { shown, nextToken } = page(found, ({ id }) => id, input, LIMITS.lists);
      return { prefixListSet: shown.map(described), nextToken };
    },

    /** Sorted as text, an order that nobody sent. Without a version each page is of the one that is current then. */
    GetManagedPrefixListEntries(call) {
      const input = readRequest(call, entriesShape);
      const prefixList = lists.find(call, need(input.PrefixListId, 'PrefixListId'));
      const { TargetVersion } = input;
      // docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
      if (TargetVersion !== undefined && prefixList.awsWeight !== undefined)
        throw invalidValue('You cannot view a version of an AWS-managed prefix list');
      const entries =
        TargetVersion === undefined ? prefixList.entries : lists.entriesAt(prefixList, TargetVersion);
      const sorted = [...entries].sort((a, b) => (a.cidr < b.cidr ? -1 : 1));
      const { shown, nextToken } = page<PrefixListEntry>(sorted, ({ cidr }) => cidr, input, LIMITS.entries);
      return { entrySet: shown.map(({ cidr, description }) => ({ cidr, description })), nextToken };
    },

    GetManagedPrefixListAssociations(call) {
      const input = readRequest(call, associationsShape);
      const prefixList = lists.find(call, need(input.PrefixListId, 'PrefixListId'));
      const found = references(context, { ...prefixList, account: call.account });
      const { shown, nextToken } = page(found, ({ id }) => id, input, LIMITS.associations);
      return {
        prefixListAssociationSet: shown.map(({ id, account }) => ({
          resourceId: id,
          resourceOwner: account,
        })),
        nextToken,
      };
    },
  };
}
