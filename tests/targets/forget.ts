import { DeleteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { World } from '../../simulator/world/world.js';

/** The table is lost: every row of it. */
export async function forget(world: World): Promise<void> {
  const client = new DynamoDBClient({
    region: 'eu-west-2',
    ...world.clientConfig('cli'),
  });
  const scan = new ScanCommand({ TableName: 'doorlist', ConsistentRead: true });
  const { Items = [] } = await world.clock.drive(client.send(scan));
  for (const { pk, sk } of Items)
    if (pk && sk)
      await world.clock.drive(client.send(new DeleteItemCommand({ TableName: 'doorlist', Key: { pk, sk } })));
}
