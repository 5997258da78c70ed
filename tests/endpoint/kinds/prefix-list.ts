import {
  CreateManagedPrefixListCommand,
  DeleteManagedPrefixListCommand,
  DescribeManagedPrefixListsCommand,
  ModifyManagedPrefixListCommand,
  paginateGetManagedPrefixListEntries,
  type EC2Client,
  type ManagedPrefixList,
  type ModifyManagedPrefixListCommandInput,
} from '@aws-sdk/client-ec2';
import type { Belongings } from '../belongings.js';
import type { Place } from '../connect.js';
import type { Kind } from './kind.js';

export function prefixLists({ ec2 }: Place, belongings: Belongings): Kind {
  return {
    name: 'prefix list',
    write: 'ModifyManagedPrefixList',
    flushesForeign: false,
    async make(PrefixListName, entries, MaxEntries) {
      const created = await ec2.send(
        new CreateManagedPrefixListCommand({
          PrefixListName,
          MaxEntries,
          AddressFamily: 'IPv4',
          ...(entries.length > 0 && { Entries: entries.map((Cidr) => ({ Cidr, Description: 'by hand' })) }),
        }),
      );
      const { PrefixListId = '', PrefixListArn } = created.PrefixList ?? {};
      belongings.add(PrefixListName, async () => {
        await settled(ec2, PrefixListId);
        await ec2.send(new DeleteManagedPrefixListCommand({ PrefixListId }));
      });
      const modify = async (change: Partial<ModifyManagedPrefixListCommandInput>) => {
        const CurrentVersion = (await settled(ec2, PrefixListId)).Version;
        await ec2.send(new ModifyManagedPrefixListCommand({ PrefixListId, CurrentVersion, ...change }));
        await settled(ec2, PrefixListId);
      };
      await settled(ec2, PrefixListId);
      return {
        target: { arn: PrefixListArn },
        holds: () => entriesOf(ec2, PrefixListId),
        mark: async () => String((await settled(ec2, PrefixListId)).Version),
        add: (Cidr) => modify({ AddEntries: [{ Cidr, Description: 'by hand' }] }),
        remove: (Cidr) => modify({ RemoveEntries: [{ Cidr }] }),
      };
    },
  };
}

async function entriesOf(client: EC2Client, PrefixListId: string): Promise<string[]> {
  const cidrs: string[] = [];
  for await (const { Entries = [] } of paginateGetManagedPrefixListEntries({ client }, { PrefixListId }))
    cidrs.push(...Entries.flatMap(({ Cidr }) => Cidr ?? []));
  return cidrs.sort();
}

/** The list once no change is under way. */
export async function settled(client: EC2Client, PrefixListId: string): Promise<ManagedPrefixList> {
  for (;;) {
    const { PrefixLists: [list] = [] } = await client.send(
      new DescribeManagedPrefixListsCommand({ PrefixListIds: [PrefixListId] }),
    );
    if (!list?.State?.endsWith('-in-progress')) return list ?? {};
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
