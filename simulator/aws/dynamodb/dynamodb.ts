import { tableShape } from '../../../deploy/table.js';
import type { Clock } from '../../world/clock.js';
import {
  AwsError,
  readUtf8,
  utf8,
  type AwsCall,
  type Fields,
  type Service,
  type WireRequest,
} from '../protocols/wire.js';
import { jsonProtocol } from '../protocols/json.js';
import { createCapacity } from './capacity.js';
import { openDatabase, type Database } from './database.js';
import { metered } from './metered.js';

export interface DynamoOptions {
  clock: Clock;
  region: string;
  tableName: string;
}

interface Refusal extends Fields {
  __type: string;
  message?: string;
}

/**
 * dynalite, from the first request on. It has no transactions, no TTL and no ReturnValuesOnConditionCheckFailure, and
 * its reads are always consistent, so others are refused.
 */
export function createDynamo({ clock, region, tableName }: DynamoOptions): Service {
  const capacity = createCapacity();
  let ready: Promise<Database> | undefined;

  async function start(): Promise<Database> {
    const database = openDatabase();
    const ask = (operation: string, input: Fields) =>
      database({
        headers: { 'x-amz-target': `DynamoDB_20120810.${operation}`, ...SIGNED },
        body: utf8(JSON.stringify(input)),
      });
    await ask('CreateTable', { TableName: tableName, ...tableShape });
    let described = '';
    while (!described.includes('"ACTIVE"')) {
      // A table is made by a timer, so by the virtual clock.
      await new Promise((resolve) => setTimeout(resolve, 1));
      described = readUtf8((await ask('DescribeTable', { TableName: tableName })).body);
    }
    return database;
  }

  return {
    protocol: jsonProtocol('1.0', 'DynamoDB_20120810'),
    latency: () => [2, 8],
    async perform(call) {
      // The table lives in one Region; elsewhere there is none of that name.
      if (call.region !== region)
        throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
      if (isEventual(call))
        throw new AwsError(
          'ValidationException',
          'The simulator models no eventual consistency: ask with ConsistentRead',
        );
      const database = await (ready ??= start());
      const forward = (input: Fields) => answerOf(database, call.request, input);
      return clock.io(() => metered(call, capacity, forward));
    },
  };
}

async function answerOf(database: Database, { headers }: WireRequest, input: Fields): Promise<Fields> {
  const answer = await database({ headers, body: utf8(JSON.stringify(input)) });
  const output = JSON.parse(readUtf8(answer.body)) as Fields;
  if (answer.status === 200) return output;
  const { __type, message = '', ...details } = output as Refusal;
  throw new AwsError(shortName(__type), message, answer.status, details);
}

/** A read that AWS may answer with what was there before. */
function isEventual({ operation, input }: AwsCall): boolean {
  switch (operation) {
    case 'GetItem':
    case 'Query':
    case 'Scan':
      return input['ConsistentRead'] !== true;
    case 'BatchGetItem':
      return Object.values(input['RequestItems'] as Record<string, Fields>).some(
        (table) => table['ConsistentRead'] !== true,
      );
    default:
      return false;
  }
}

const SIGNED = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=simulator/20260101/eu-west-2/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0',
};

/** `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException` and the like. */
const shortName = (type: string) => type.slice(type.indexOf('#') + 1);
