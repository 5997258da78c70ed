import type { Day } from './day.js';
import type { EventOf } from '../../world/record.js';
import { atMost, stamped, wrap, type Palette } from './layout.js';

type Sent = EventOf<'mail'>;

const mostSubjects = 12;
const mostLines = 10;

/** Every subject, and one mail of each of the kinds that a reader will want to see, without its empty lines. */
export function mailSection({ record }: Day, palette: Palette): string[] {
  const mails = record.of('mail');
  if (mails.length === 0) return ['None: nothing happened that anybody had to be told of.'];
  return [
    ...atMost(mails, mostSubjects, (mail) => stamped(mail.at, mail.subject, palette), 'mails'),
    ...inFull(mails).flatMap((mail) => ['', ...shown(mail, palette)]),
  ];
}

const kinds = [/FAILED/, /REFUSED/, /flush announced/, /\d removed/, /works again/];

function inFull(mails: readonly Sent[]): Sent[] {
  const found = kinds.flatMap((kind) => mails.find(({ subject }) => kind.test(subject)) ?? []);
  return [...new Set(found.length > 0 ? found : mails)].slice(0, 3).sort((a, b) => a.at - b.at);
}

function shown({ subject, recipients, body }: Sent, palette: Palette): string[] {
  const lines = [
    ...wrap(`To: ${recipients.join(', ')}`, 4, 96),
    ...wrap(`Subject: ${subject}`, 4, 96).map(palette.title),
    ...atMost(
      body
        .split('\n')
        .filter((line) => line !== '')
        .flatMap((line) => wrap(line, 2, 96)),
      mostLines,
      (line) => [line],
      'lines',
    ),
  ];
  return lines.map((line) => `  | ${line}`.trimEnd());
}
