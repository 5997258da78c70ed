import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { World } from '../../simulator/world/world.js';

/** DynamoDB as somebody who is not doorlist. */
export function documentsOf(world: World, actor = 'cli'): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    region: 'eu-west-2',
    ...world.clientConfig(actor),
  });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** Writes a row as no version of doorlist, or another one, would have. */
export function putRow({ world }: { world: World }, pk: string, fields: object, sk = '-'): Promise<unknown> {
  const Item = { pk, sk, version: 1, ...fields };
  return world.clock.drive(documentsOf(world).send(new PutCommand({ TableName: 'doorlist', Item })));
}
