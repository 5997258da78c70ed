import { CreateTableCommand, DeleteTableCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { CreateVpcCommand, DeleteVpcCommand } from '@aws-sdk/client-ec2';
import { CreateTopicCommand, DeleteTopicCommand } from '@aws-sdk/client-sns';
import { TABLE } from '../../simulator/aws/dynamodb/table.js';
import type { Belongings } from './belongings.js';
import type { Place } from './connect.js';

/** What a deployed doorlist finds there. */
export interface Stack {
  table: string;
  topic: string;
  vpc: string;
}

export async function makeStack({ unique, dynamo, sns, ec2 }: Place, belongings: Belongings): Promise<Stack> {
  await dynamo.send(new CreateTableCommand({ TableName: unique, ...TABLE }));
  belongings.add('the table', () => dynamo.send(new DeleteTableCommand({ TableName: unique })));
  await waitUntilTableExists({ client: dynamo, maxWaitTime: 120, minDelay: 1 }, { TableName: unique });

  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: unique }));
  belongings.add('the topic', () => sns.send(new DeleteTopicCommand({ TopicArn })));

  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const VpcId = Vpc?.VpcId ?? '';
  belongings.add('the VPC', () => ec2.send(new DeleteVpcCommand({ VpcId })));
  return { table: unique, topic: TopicArn, vpc: VpcId };
}
