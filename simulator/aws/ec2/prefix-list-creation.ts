import { AwsError } from '../protocols/wire.js';
import type { Family } from '../protocols/network.js';
import { ec2Arn } from './arn.js';
import type { Ec2Context, Operations } from './context.js';
import { invalidValue, need } from './errors.js';
import { addEntries, readEntries } from './prefix-list-entries.js';
import { checkName, checkSize, described } from './prefix-list.js';
import { integer, readRequest, text } from './shape.js';
import { readTags, tagSpecifications } from './tags.js';

const shape = {
  PrefixListName: text,
  MaxEntries: integer,
  AddressFamily: text,
  Entry: addEntries,
  TagSpecification: tagSpecifications,
  /** The simulator does not recognise a repeated call by its token: each call makes a list. */
  ClientToken: text,
};

/** "Prefix lists per Region": docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const MOST_LISTS = 100;

export function prefixListCreation(context: Ec2Context): Operations {
  const { lists } = context;

  return {
    CreateManagedPrefixList(call) {
      const input = readRequest(call, shape);
      const name = need(input.PrefixListName, 'PrefixListName');
      checkName(name);
      const family = readFamily(need(input.AddressFamily, 'AddressFamily'));
      const entries = readEntries(input.Entry ?? [], family);
      const maxEntries = need(input.MaxEntries, 'MaxEntries');
      checkSize(maxEntries, entries.length);
      if (lists.of(call).filter(({ account }) => account === call.account).length >= MOST_LISTS)
        throw new AwsError('PrefixListLimitExceeded', 'The maximum number of prefix lists has been reached.');
      const tags = readTags(input.TagSpecification, 'prefix-list');
      const id = context.newId('pl');
      const { account, region } = call;
      const made = { id, account, region, arn: ec2Arn(call, 'prefix-list', id) };
      const list = { ...made, name, family, maxEntries, version: 1, state: '', entries, tags };
      return { prefixList: described(lists.create(call.actor, list)) };
    },
  };
}

function readFamily(text: string): Family {
  if (text === 'IPv4') return 'IPV4';
  if (text === 'IPv6') return 'IPV6';
  throw invalidValue(`Value (${text}) for parameter AddressFamily is invalid`);
}
