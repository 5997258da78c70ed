import { Agent, request as httpRequest } from 'node:http';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../clock.js';
import { AwsError, readUtf8, utf8, type Call, type Fields, type Service, type WireRequest } from '../wire.js';
import { jsonProtocol } from './json-protocol.js';

export interface Dynamo extends Service {
  stop(): Promise<void>;
}

export interface DynamoOptions {
  clock: Clock;
  region: string;
  tableName: string;
}

interface Refusal extends Fields {
  __type: string;
  message?: string;
}

interface RawAnswer {
  status: number;
  body: Buffer;
}

/** Opens a database at each message, and closes it at a message with its port. */
const WORKER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const dynalite = require(workerData);
  const servers = new Map();
  parentPort.on('message', (port) => {
    if (port !== undefined) {
      servers.get(port).close();
      servers.delete(port);
      return;
    }
    const server = dynalite({ createTableMs: 0 });
    server.listen(0, '127.0.0.1', () => {
      servers.set(server.address().port, server);
      parentPort.postMessage(server.address().port);
    });
  });
`;

const TABLE = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
};

/** Serves every world of this process, one after the other: most of a start is loading dynalite. Keeps no process alive. */
let worker: Worker | undefined;

/**
 * dynalite, in a worker that starts with the first request. It has no transactions, no TTL and no
 * ReturnValuesOnConditionCheckFailure, and its reads are always consistent, so others are refused. Its clock is the real one.
 */
export function createDynamo({ clock, region, tableName }: DynamoOptions): Dynamo {
  const agent = new Agent({ keepAlive: true });
  let database: Promise<number> | undefined;

  async function start(): Promise<number> {
    const port = await open();
    const ask = (operation: string, input: Fields) =>
      post(
        agent,
        port,
        { 'x-amz-target': `DynamoDB_20120810.${operation}`, ...SIGNED },
        utf8(JSON.stringify(input)),
      );
    await ask('CreateTable', { TableName: tableName, ...TABLE });
    let described = '';
    while (!described.includes('"ACTIVE"'))
      described = readUtf8((await ask('DescribeTable', { TableName: tableName })).body);
    return port;
  }

  async function forward({ headers, body }: WireRequest): Promise<RawAnswer> {
    database ??= start();
    const port = await database;
    return post(agent, port, { ...headers, host: `127.0.0.1:${port}` }, body);
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
          'The desk models no eventual consistency: ask with ConsistentRead',
        );
      const answer = await clock.io(() => forward(call.request));
      if (answer.status === 200) return new Uint8Array(answer.body);
      const { __type, message = '', ...details } = JSON.parse(readUtf8(answer.body)) as Refusal;
      throw new AwsError(shortName(__type), message, answer.status, details);
    },
    async stop() {
      const port = await database;
      if (port !== undefined) worker?.postMessage(port);
      agent.destroy();
    },
  };
}

async function open(): Promise<number> {
  worker ??= spawn();
  const from = worker;
  return new Promise((resolve, reject) => {
    from.once('message', resolve).once('error', reject);
    from.postMessage(undefined);
  });
}

function spawn(): Worker {
  const spawned = new Worker(WORKER, {
    eval: true,
    workerData: createRequire(import.meta.url).resolve('dynalite'),
  });
  spawned.unref();
  return spawned;
}

/** A read that AWS may answer with what was there before. */
function isEventual({ operation, input }: Call): boolean {
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
    'AWS4-HMAC-SHA256 Credential=desk/20260101/eu-west-2/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0',
};

/** `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException` and the like. */
const shortName = (type: string) => type.slice(type.indexOf('#') + 1);

function post(
  agent: Agent,
  port: number,
  headers: Record<string, string>,
  body: Uint8Array,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const options = {
      agent,
      host: '127.0.0.1',
      port,
      method: 'POST',
      headers: { ...headers, 'content-length': body.length },
    };
    const outgoing = httpRequest(options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) }));
    });
    outgoing.on('error', reject).end(body);
  });
}
