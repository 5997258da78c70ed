/** Control, format and unassigned characters, and whatever else ends a line. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** What a person writes for other people: a note on a pin, the reason of a lease. */
export const remark = /^[^\p{C}\p{Zl}\p{Zp}]{1,100}$/u;

/** A text that somebody else wrote, made safe for a mail, a log or a terminal. */
export function printable(text: string): string {
  return text.replace(unprintable, '?');
}

/** The same where only ASCII can stand. */
export function printableAscii(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
