/** A value as XML: members by name, the items of a list each under `item`. What is undefined is left out. */
export function element(name: string, value: unknown, item: string): string {
  if (value === undefined) return '';
  return `<${name}>${content(value, item)}</${name}>`;
}

export function members(value: object, item: string): string {
  return Object.entries(value)
    .map(([name, inner]) => element(name, inner, item))
    .join('');
}

/** What has been written of values that never change, in lists of `item`. */
const settled = new WeakMap<object, { item: string; xml?: string }>();

/** Tells that a value, and all that is in it, stays as it is: it is written once, however often it is answered. */
export function unchanging<T extends object>(value: T, item: string): T {
  settled.set(value, { item });
  return value;
}

function content(value: unknown, item: string): string {
  const once = typeof value === 'object' && value !== null ? settled.get(value) : undefined;
  if (once?.item !== item) return freshContent(value, item);
  once.xml ??= freshContent(value, item);
  return once.xml;
}

function freshContent(value: unknown, item: string): string {
  if (Array.isArray(value)) return value.map((each) => element(item, each, item)).join('');
  if (typeof value === 'object' && value !== null) return members(value, item);
  return String(value).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

export type XmlValue = string | XmlValue[] | { [name: string]: XmlValue };

const TOKEN = /<(\/?)(\w+)[^>]*>|([^<]+)/g;

/** Reads back what `element` wrote, where lists are of `item`; the value of the one element at the top. */
export function readXml(xml: string): XmlValue {
  const open: { name: string; inner: [string, XmlValue][]; text: string }[] = [
    { name: '', inner: [], text: '' },
  ];
  for (const [, slash, name = '', text = ''] of xml.matchAll(TOKEN)) {
    const top = open.at(-1);
    if (slash === '') open.push({ name, inner: [], text: '' });
    else if (slash === undefined && top) top.text += text;
    else if (top) {
      open.pop();
      open.at(-1)?.inner.push([top.name, valueOf(top)]);
    }
  }
  return open[0]?.inner[0]?.[1] ?? '';
}

function valueOf({ inner, text }: { inner: [string, XmlValue][]; text: string }): XmlValue {
  if (inner.length === 0) return text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
  if (inner.every(([name]) => name === 'item')) return inner.map(([, value]) => value);
  return Object.fromEntries(inner);
}
