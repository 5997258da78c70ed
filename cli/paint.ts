import { styleText } from 'node:util';
import type { Output } from './output.js';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** A text in a style, or as it is where nobody would see the style. */
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_, text) => text;

const styled: Paint = (style, text) => styleText(style, text, { validateStream: false });

/** https://no-color.org: set and not empty, whatever to. */
export function paintFor(output: Output, noColor: string | undefined, wanted: boolean): Paint {
  return wanted && output.isTTY === true && !noColor ? styled : plain;
}
