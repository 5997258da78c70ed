import type { Estate, FeedSelection, List } from '../../lib/estate.js';
import { columns, count, targetName } from '../../lib/render.js';
import { atMost, short } from './paper.js';

/** Lines of the table; a large estate is cut. */
const most = 12;

export function estateChapter({ lists }: Estate): string[] {
  const rows = lists.flatMap((list) =>
    list.targets.map((target, i) => [
      ...(i === 0 ? [short(list.name, 20), short(wants(list), 24)] : ['', '']),
      short(targetName(target), 31),
      i === 0 ? short(whenFlushed(list), 19) : '',
    ]),
  );
  const table = columns(['LIST', 'WANTS', 'TARGET', 'FLUSHED'], rows);
  return atMost(table, most, (line) => [line], 'targets');
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
