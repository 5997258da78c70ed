import type { Estate } from '../lib/estate/estate.js';
import { listsWithFeed } from './deployment.js';

/** https://docs.aws.amazon.com/vpc/latest/userguide/subscribe-notifications.html */
const topic = 'arn:aws:sns:us-east-1:806199016981:AmazonIpSpaceChanged';

/**
 * AWS's word that ip-ranges.json changed. The event's object form sets the subscription's Region, which the
 * string form leaves out, and a stack outside us-east-1 then fails to deploy.
 */
export function refreshEvents(estate: Estate): { sns: { arn: string } }[] {
  return listsWithFeed(estate).length > 0 ? [{ sns: { arn: topic } }] : [];
}
