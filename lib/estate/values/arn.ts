import { shown, Unreadable } from '../mistakes/mistakes.js';

/** An ARN's parts, of a partition, region and account that there can be. */
export interface Arn {
  arn: string;
  partition: string;
  service: string;
  region: string;
  account: string;
  resource: string;
}

/** Each AWS partition with the regions that are in it. */
const partitions = new Map([
  ['aws', /^(?!cn-|us-gov-|us-iso|eusc-)/],
  ['aws-us-gov', /^us-gov-/],
  ['aws-cn', /^cn-/],
]);

/**
 * @param looks how such an ARN looks, for the sentence: `a target's looks like …`
 * @param whyNot says why such a thing cannot be meant, where that is so, before its region and account are looked at
 * @throws Unreadable with one sentence
 */
export function readArn(arn: string, looks: string, whyNot: (arn: Arn) => string | undefined): Arn {
  const refuse = (why: string): never => {
    throw new Unreadable(`${shown(arn)} ${why}`);
  };
  const [prefix, partition = '', service = '', region = '', account = '', ...rest] = arn.split(':');
  const resource = rest.join(':');
  if (prefix !== 'arn' || resource === '') return refuse(`is not an ARN; ${looks}`);
  const regions = partitions.get(partition);
  if (regions === undefined)
    return refuse(`names the partition ${shown(partition)}; known are ${[...partitions.keys()].join(', ')}`);
  const read = { arn, partition, service, region, account, resource };
  const why = whyNot(read);
  if (why !== undefined) return refuse(why);
  if (!isRegion(region)) return refuse(`has no region such as eu-west-2 in its fourth part`);
  if (!regions.test(region))
    return refuse(`has the region ${region}, which is not in the partition ${partition}`);
  if (!/^\d{12}$/.test(account)) return refuse('has no account of twelve digits in its fifth part');
  return read;
}

/** By its form, as AWS adds Regions. */
export function isRegion(text: string): boolean {
  return /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(text);
}
