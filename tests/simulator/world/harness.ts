import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { WAFV2Client } from '@aws-sdk/client-wafv2';
import type { World, WorldOptions } from '../../../simulator/world/world.js';
import { setUpWorld } from '../../harness/world.js';

export const START = Date.UTC(2026, 7, 22, 12);
export const V4 =
  'arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/office-v4/a1b2c3d4-0001-4000-8000-000000000001';
export const V6 =
  'arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/office-v6/a1b2c3d4-0002-4000-8000-000000000002';
export const EDGE =
  'arn:aws:wafv2:us-east-1:111122223333:global/ipset/edge-v4/a1b2c3d4-0003-4000-8000-000000000003';

export const ids = {
  v4: { Name: 'office-v4', Scope: 'REGIONAL', Id: 'a1b2c3d4-0001-4000-8000-000000000001' },
  v6: { Name: 'office-v6', Scope: 'REGIONAL', Id: 'a1b2c3d4-0002-4000-8000-000000000002' },
  edge: { Name: 'edge-v4', Scope: 'CLOUDFRONT', Id: 'a1b2c3d4-0003-4000-8000-000000000003' },
} as const;

/** A world of its own for each test; afterEach(tearDown) takes it down. */
export const setUp = (options: Partial<WorldOptions> = {}): Promise<World> =>
  setUpWorld({
    start: START,
    ipSets: [
      { arn: V4, addresses: ['192.0.2.0/24'], description: 'Office addresses' },
      { arn: V6, addresses: ['2001:db8::/32'] },
      { arn: EDGE, addresses: [] },
    ],
    ...options,
  });

/** Whose calls they are, the credentials say. */
export function clientOptions(world: World, actor: string, region = 'eu-west-2') {
  return {
    region,
    ...world.clientConfig(actor),
    requestHandler: world.requestHandler(),
    maxAttempts: 1,
  };
}

export const wafOf = (world: World, actor = 'cli', region?: string) =>
  new WAFV2Client(clientOptions(world, actor, region));
export const snsOf = (world: World, actor = 'cli') => new SNSClient(clientOptions(world, actor));
export const lambdaOf = (world: World, actor = 'cli') => new LambdaClient(clientOptions(world, actor));

/** The name of the error that `promise` rejects with. */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return (error as Error).name;
  }
  throw new Error('not refused');
}
