/** What one account has in one Region. */
export interface Location {
  account: string;
  region: string;
}

/** Something that EC2 keeps, named within its account and Region by its id. */
export interface Ec2Name extends Location {
  arn: string;
  id: string;
}

type Kind = 'security-group' | 'prefix-list' | 'security-group-rule';

/** 8 hexadecimal digits until 2018, 17 since: aws.amazon.com/ec2/faqs (longer IDs). */
const ID = {
  'security-group': /^sg-(?:[0-9a-f]{8}|[0-9a-f]{17})$/,
  'prefix-list': /^pl-(?:[0-9a-f]{8}|[0-9a-f]{17})$/,
};

export const isGroupId = (id: string): boolean => ID['security-group'].test(id);

export function readEc2Arn(arn: string, kind: keyof typeof ID): Ec2Name {
  // The account of AWS's own prefix lists is written `aws`.
  const [, region, account, word, id] =
    /^arn:aws:ec2:([a-z0-9-]+):(\d{12}|aws):([a-z-]+)\/(\S+)$/.exec(arn) ?? [];
  if (!region || !account || !id || word !== kind || !ID[kind].test(id))
    throw new Error(`not the ARN of a ${kind}: ${arn}`);
  return { arn, region, account, id };
}

export const ec2Arn = ({ region, account }: Location, kind: Kind, id: string): string =>
  `arn:aws:ec2:${region}:${account}:${kind}/${id}`;

export const isAt = (location: Location, { account, region }: Location): boolean =>
  location.account === account && location.region === region;
