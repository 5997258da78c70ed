import { EC2Client } from '@aws-sdk/client-ec2';
import type { World } from '../../../simulator/world/world.js';

/** https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html: of each operation that changes something. */
const burst = 50;

/** Another program of the account makes so many calls of one operation that none is left for a moment. */
export async function exhausted(world: World, call: (client: EC2Client) => Promise<unknown>): Promise<void> {
  const client = new EC2Client({
    region: 'eu-west-2',
    ...world.clientConfig('somebody-else'),
    maxAttempts: 1,
  });
  await Promise.all(Array.from({ length: burst }, () => call(client).catch(() => undefined)));
}
