import { shown, Unreadable } from '../mistakes/mistakes.js';

/** @throws Unreadable */
export function parseProbe(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:')
    throw new Unreadable(`${shown(text)} is not an https address such as https://api.example.com/health`);
  if (url.username !== '' || url.password !== '' || url.hash !== '')
    throw new Unreadable(
      `${shown(text)} has a user, a password or a fragment; everybody who may join the list is told this address, so write it without`,
    );
  return text;
}
