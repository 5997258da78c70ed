import {
  CreateIPSetCommand,
  DeleteIPSetCommand,
  GetIPSetCommand,
  UpdateIPSetCommand,
} from '@aws-sdk/client-wafv2';
import type { Belongings } from '../belongings.js';
import type { Place } from '../connect.js';
import type { Kind } from './kind.js';

export function ipSets({ waf }: Place, belongings: Belongings): Kind {
  return {
    name: 'IP set',
    write: 'UpdateIPSet',
    flushesForeign: true,
    async make(Name, Addresses) {
      const { Summary } = await waf.send(
        new CreateIPSetCommand({
          Name,
          Scope: 'REGIONAL',
          IPAddressVersion: 'IPV4',
          Addresses: [...Addresses],
          Description: 'made by a test of doorlist',
        }),
      );
      const set = { Name, Scope: 'REGIONAL', Id: Summary?.Id } as const;
      const get = async () => {
        const { IPSet, LockToken } = await waf.send(new GetIPSetCommand(set));
        return { entries: IPSet?.Addresses ?? [], Description: IPSet?.Description, LockToken };
      };
      belongings.add(Name, async () => {
        const { LockToken } = await get();
        await waf.send(new DeleteIPSetCommand({ ...set, LockToken }));
      });
      const edit = async (change: (entries: string[]) => string[]) => {
        const { entries, ...rest } = await get();
        await waf.send(new UpdateIPSetCommand({ ...set, ...rest, Addresses: change(entries) }));
      };
      return {
        target: { arn: Summary?.ARN },
        holds: async () => (await get()).entries.sort(),
        mark: async () => (await get()).LockToken ?? '',
        add: (cidr) => edit((entries) => [...entries, cidr]),
        remove: (cidr) => edit((entries) => entries.filter((each) => each !== cidr)),
      };
    },
  };
}
