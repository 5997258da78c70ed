import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../world/project-root.js';
import { deltasIn } from '../replay/history-file.js';

/** One that fits a security group now and then, and that AWS changes. */
const service = 'EC2_INSTANCE_CONNECT';

/**
 * What AWS listed for one service, version after version, where the history of ip-ranges.json is beside this checkout;
 * else nothing, and made-up versions serve.
 */
export function realVersions(
  file = join(
    process.env['DOORLIST_FEED_DIR'] ?? join(projectRoot(), '../shared/feed'),
    'history-deltas.jsonl.gz',
  ),
): string[][] {
  if (!existsSync(file)) return [];
  const versions: string[][] = [];
  const networks = new Set<string>();
  for (const { added, removed } of deltasIn(file)) {
    const gone = removed.filter((entry) => entry.service === service);
    const come = added.filter((entry) => entry.service === service);
    for (const { cidr } of gone) networks.delete(cidr);
    for (const { cidr } of come) networks.add(cidr);
    if (gone.length + come.length > 0) versions.push([...networks]);
  }
  return versions;
}
