import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { tableShape } from '../../../deploy/table.js';
import type { Clock } from '../../world/clock.js';
import { projectRoot } from '../../world/project-root.js';
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
import { metered } from './metered.js';

export interface Dynamo extends Service {
  stop(): Promise<void>;
}

export interface DynamoOptions {
  clock: Clock;
  region: string;
  tableName: string;
  /** Without a worker: each call is over in a tenth of the time, but loading dynalite keeps everything else waiting. */
  here?: boolean;
}

interface Refusal extends Fields {
  __type: string;
  message?: string;
}

interface RawAnswer {
  status: number;
  body: Uint8Array;
}

interface RawRequest {
  database: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** To the worker: a request of its own number, or that nobody needs a database any more. */
type WorkerMessage = { id: number; request: RawRequest } | { close: number };

const WORKER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const database = require(workerData.database).createDatabase(require(workerData.dynalite));
  parentPort.on('message', async ({ id, request, close }) => {
    if (close !== undefined) return database.close(close);
    parentPort.postMessage({ id, ...(await database.ask(request)) });
  });
`;

/**
 * dynalite, mostly in a worker that starts with the first request. It has no transactions, no TTL and no
 * ReturnValuesOnConditionCheckFailure, and its reads are always consistent, so others are refused. Its clock is the real one.
 */
export function createDynamo({ clock, region, tableName, here = false }: DynamoOptions): Dynamo {
  const library = here ? createHere() : librarian();
  const database = library.open();
  const capacity = createCapacity();
  let ready: Promise<void> | undefined;

  async function start(): Promise<void> {
    const ask = (operation: string, input: Fields) =>
      library.ask({
        database,
        headers: { 'x-amz-target': `DynamoDB_20120810.${operation}`, ...SIGNED },
        body: utf8(JSON.stringify(input)),
      });
    await ask('CreateTable', { TableName: tableName, ...tableShape });
    let described = '';
    while (!described.includes('"ACTIVE"')) {
      // Here a table is made by a timer, so by the virtual clock.
      if (here) await new Promise((resolve) => setTimeout(resolve, 1));
      described = readUtf8((await ask('DescribeTable', { TableName: tableName })).body);
    }
  }

  async function forward({ headers }: WireRequest, input: Fields): Promise<Fields> {
    await (ready ??= start());
    const answer = await library.ask({ database, headers, body: utf8(JSON.stringify(input)) });
    const output = JSON.parse(readUtf8(answer.body)) as Fields;
    if (answer.status === 200) return output;
    const { __type, message = '', ...details } = output as Refusal;
    throw new AwsError(shortName(__type), message, answer.status, details);
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
      if (here) await (ready ??= start());
      return clock.io(() => metered(call, capacity, (input) => forward(call.request, input)));
    },
    stop() {
      library.close(database);
      return Promise.resolve();
    },
  };
}

interface Librarian {
  open: () => number;
  ask: (request: RawRequest) => Promise<RawAnswer>;
  close: (database: number) => void;
}

/** Serves every world of this process, one after the other: most of a start is loading dynalite. */
let shared: Librarian | undefined;

function librarian(): Librarian {
  return (shared ??= hire());
}

function createHere(): Librarian {
  const load = createRequire(import.meta.url);
  const { createDatabase } = load(paths.database()) as {
    createDatabase: (dynalite: unknown) => Omit<Librarian, 'open'>;
  };
  const database = createDatabase(load(paths.dynalite()));
  return { ...database, open: () => 1 };
}

const paths = {
  dynalite: () => createRequire(import.meta.url).resolve('dynalite'),
  database: () => join(projectRoot(), 'simulator/aws/dynamodb/dynalite-worker.cjs'),
};

/** Starts the worker at the first request. Keeps no process alive but for an answer. */
function hire(): Librarian {
  const waiting = new Map<number, { resolve: (answer: RawAnswer) => void; reject: (error: Error) => void }>();
  let worker: Worker | undefined;
  let [opened, asked] = [0, 0];

  function spawn(): Worker {
    const spawned = new Worker(WORKER, {
      eval: true,
      workerData: { dynalite: paths.dynalite(), database: paths.database() },
    });
    spawned.on('message', ({ id, ...answer }: RawAnswer & { id: number }) => {
      waiting.get(id)?.resolve(answer);
      waiting.delete(id);
      if (waiting.size === 0) spawned.unref();
    });
    spawned.on('error', (error: Error) => {
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    });
    return spawned;
  }

  const post = (to: Worker, message: WorkerMessage) => to.postMessage(message);
  return {
    open: () => (opened += 1),
    ask(request) {
      worker ??= spawn();
      worker.ref();
      const id = (asked += 1);
      const answered = new Promise<RawAnswer>((resolve, reject) => waiting.set(id, { resolve, reject }));
      post(worker, { id, request });
      return answered;
    },
    close(database) {
      if (worker) post(worker, { close: database });
    },
  };
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
