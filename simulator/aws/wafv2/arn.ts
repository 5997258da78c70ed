export type Scope = 'REGIONAL' | 'CLOUDFRONT';

export interface IpSetName {
  arn: string;
  /** The Region of the API endpoint; for CLOUDFRONT always us-east-1. */
  region: string;
  account: string;
  scope: Scope;
  name: string;
  id: string;
}

const ARN = /^arn:aws:wafv2:([a-z0-9-]+):(\d{12}):(regional|global)\/ipset\/([\w-]{1,128})\/([0-9a-f-]{36})$/;

export function readIpSetArn(arn: string): IpSetName {
  const [, region, account, word, name, id] = ARN.exec(arn) ?? [];
  if (!region || !account || !name || !id) throw new Error(`not an IP set's ARN: ${arn}`);
  return { arn, region, account, scope: word === 'global' ? 'CLOUDFRONT' : 'REGIONAL', name, id };
}

export function ipSetArn({ region, account, scope, name, id }: Omit<IpSetName, 'arn'>): string {
  const word = scope === 'CLOUDFRONT' ? 'global' : 'regional';
  return `arn:aws:wafv2:${region}:${account}:${word}/ipset/${name}/${id}`;
}
