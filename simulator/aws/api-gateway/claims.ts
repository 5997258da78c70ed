import type { JWTPayload } from 'jose';

/**
 * Claims as they stand in the event: all of them texts, lists with commas between (so a name with a comma reads as
 * two), `exp` and `iat` as dates, as in repost.aws/questions/QUFJRBaEJRSmmqarNrvCWoQA.
 */
export function claimTexts(claims: JWTPayload): Record<string, string> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      name === 'exp' || name === 'iat' ? dateText(Number(value)) : textOf(value),
    ]),
  );
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `Tue Apr 04 18:39:39 UTC 2023` */
function dateText(seconds: number): string {
  const [day = '', date = '', month = '', year = '', time = ''] = new Date(seconds * 1000)
    .toUTCString()
    .split(/,? /);
  return `${day} ${month} ${date} ${time} UTC ${year}`;
}
