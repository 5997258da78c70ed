import { listMail } from '../../lib/report/mail.js';
import { entry, ipSet, listOf, reportOf, told } from './report.js';

const place = { stage: 'dev', region: 'eu-west-2' };

test('of 20,000 lines only those that a mail has room for are laid out, and the rest are counted', () => {
  const added = Array.from({ length: 20_000 }, (_, i) =>
    entry(`44.${i >> 8}.${i & 255}.0/24`, 'the feed lists it'),
  );
  added[19_999] = { ...entry('44.255.0.0/16'), who: 'x'.repeat(900) };
  const targets = [told(ipSet, { added })];
  const { body } = listMail(reportOf(targets), listOf(targets), [], place);
  const lines = body.trimEnd().split('\n');
  const left = /^\.\.\. and (\d+) more lines/.exec(lines.at(-1) ?? '')?.[1];
  const rows = lines.filter((line) => / added /.test(line));
  expect(rows.length + Number(left)).toBe(20_000);
  // Laid out with the last row, whose name is long, every line would be as long as that.
  expect(rows.length).toBeGreaterThan(4_000);
});
