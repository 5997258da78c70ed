import type { Estate, FeedSelection, List, TargetRef } from '../../../lib/estate/estate.js';
import { count, targetName } from '../../../lib/report/render.js';
import { terminalTable } from '../../../lib/report/terminal-table.js';
import { atMost, short } from './layout.js';

/** Lines of the table; a large estate is cut. */
const most = 12;

export function estateSection({ lists }: Estate): string[] {
  const rows = lists.flatMap((list) =>
    [...new Set(list.targets.map(inFile))].map((target, i) => [
      ...(i === 0 ? [short(list.name, 18), short(wants(list), 24)] : ['', '']),
      short(target, 37),
      i === 0 ? short(whenFlushed(list), 15) : '',
    ]),
  );
  const table = terminalTable(['LIST', 'WANTS', 'TARGET', 'FLUSHED'], rows);
  return atMost(table, most, (line) => [line], 'targets');
}

/** A target as the file has it: security groups stand there once for both families. */
function inFile(ref: TargetRef): string {
  if (ref.kind !== 'security-groups') return targetName(ref);
  const [first = '', ...more] = ref.groups;
  return targetName({ ...ref, name: more.length > 0 ? `${first} +${more.length}` : first });
}

function wants({ pins, feed }: List): string {
  const parts = [...(feed ? [selected(feed)] : []), ...(pins.length > 0 ? [count(pins.length, 'pin')] : [])];
  return parts.join(', ') || 'nobody but by hand';
}

/** `S3, EC2 in eu-west-2` */
export function selected({ services, regions = [], borderGroups = [] }: FeedSelection): string {
  const places = [...regions, ...borderGroups];
  return services.join(', ') + (places.length > 0 ? ` in ${places.join(', ')}` : '');
}

function whenFlushed({ flush }: List): string {
  if (!flush) return 'never';
  return flush.cron ?? 'by hand';
}
