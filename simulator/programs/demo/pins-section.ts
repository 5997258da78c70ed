import { wrap } from './layout.js';
import type { RefusedPins } from './refused-pins.js';

export function pinsSection({ list, pins, mistakes }: RefusedPins): string[] {
  return [
    ...wrap(`Somebody adds the pins ${pins.join(' and ')} to ${list}. \`npx doorlist validate\` answers:`),
    ...mistakes.message.split('\n').flatMap((line) => wrap(line, 6)),
  ];
}
