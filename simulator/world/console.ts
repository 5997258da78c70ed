import { readNetwork, spell, type Family } from '../aws/protocols/network.js';
import { readIpSetArn } from '../aws/wafv2/arn.js';
import { signatureHeaders } from '../aws/api-gateway/signature.js';
import { createEc2Page, type Ec2Page } from './console/ec2-page.js';
import { createPerson } from './console/person.js';
import type { AwsEndpoint } from './endpoint.js';
import type { Random } from './random.js';
import { readUtf8, utf8, type Fields } from '../aws/protocols/wire.js';

/** A person at the AWS console, who edits under the same rules as any program. */
export interface Console extends Ec2Page {
  /** The addresses of an IP set. */
  add(arn: string, cidr: string, who: string): Promise<void>;
  remove(arn: string, cidr: string, who: string): Promise<void>;
  replace(arn: string, cidrs: readonly string[], who: string): Promise<void>;
}

const WORTH_ANOTHER_TRY = ['WAFOptimisticLockException', 'ThrottlingException', 'WAFInternalErrorException'];

interface Shown {
  IPSet: { Addresses: string[]; IPAddressVersion: Family; Description?: string };
  LockToken: string;
}

export function createConsole(endpoint: AwsEndpoint, random: Random): Console {
  const person = createPerson(random);

  async function ask<T>(who: string, region: string, operation: string, input: Fields): Promise<T> {
    const response = await endpoint({
      method: 'POST',
      path: '/',
      query: {},
      headers: {
        'x-amz-target': `AWSWAF_20190729.${operation}`,
        ...signatureHeaders(`console-${who}`, region, 'wafv2'),
      },
      body: utf8(JSON.stringify(input)),
    });
    const answer = JSON.parse(readUtf8(response.body)) as Fields;
    if (response.status === 200) return answer as T;
    throw Object.assign(new Error(String(answer['message'])), { name: String(answer['__type']) });
  }

  async function save(
    arn: string,
    who: string,
    change: (shown: string[]) => readonly string[],
  ): Promise<void> {
    const { name: Name, scope: Scope, id: Id, region } = readIpSetArn(arn);
    const set = { Name, Scope, Id };
    const { IPSet, LockToken } = await ask<Shown>(who, region, 'GetIPSet', set);
    await person.think();
    const { Description } = IPSet;
    const Addresses = change(IPSet.Addresses.map(spelled));
    await ask(who, region, 'UpdateIPSet', {
      ...set,
      LockToken,
      Addresses,
      ...(Description !== undefined && { Description }),
    });
  }

  const edit = (arn: string, who: string, change: (shown: string[]) => readonly string[]) =>
    person.insist(WORTH_ANOTHER_TRY, () => save(arn, who, change));

  return {
    add: (arn, cidr, who) => edit(arn, who, (shown) => [...new Set([...shown, spelled(cidr)])]),
    remove: (arn, cidr, who) => edit(arn, who, (shown) => shown.filter((each) => each !== spelled(cidr))),
    replace: (arn, cidrs, who) => edit(arn, who, () => cidrs),
    ...createEc2Page(endpoint, person),
  };
}

/** The console compares what it shows, however it was typed; nonsense goes to AWS as it stands. */
function spelled(cidr: string): string {
  const network = readNetwork(cidr);
  return typeof network === 'string' ? cidr : spell(network);
}
