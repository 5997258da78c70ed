import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { Resources } from './cloudformation.js';
import { stateTable } from './logical-ids.js';

/** What an account without CloudFormation makes the same table of. */
export const tableShape = {
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
} satisfies Omit<CreateTableCommandInput, 'TableName'>;

/** What doorlist wrote and when: losing it makes every entry foreign, so nothing here deletes it by accident. */
export function table(): Resources {
  return {
    [stateTable]: {
      Type: 'AWS::DynamoDB::Table',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        ...tableShape,
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    },
  };
}
