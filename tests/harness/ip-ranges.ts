/** One line of ip-ranges.json: network, service, region, and the border group where it is not the region. */
export type Line = readonly [cidr: string, service: string, region: string, borderGroup?: string];

export interface FeedFile {
  syncToken: string;
  createDate: string;
  prefixes: Record<string, unknown>[];
  ipv6_prefixes: Record<string, unknown>[];
}

/** A file of AWS's shape and spelling, with entries of our own choice. */
export function written(syncToken: number, lines: readonly Line[]): Uint8Array {
  return bytesOf(fileOf(syncToken, lines));
}

export function bytesOf(file: object): Uint8Array {
  return Buffer.from(JSON.stringify(file, null, 2));
}

export function fileOf(syncToken: number, lines: readonly Line[]): FeedFile {
  const entries = (key: string, chosen: readonly Line[]) =>
    chosen.map(([cidr, service, region, borderGroup = region]) => ({
      [key]: cidr,
      region,
      service,
      network_border_group: borderGroup,
    }));
  return {
    syncToken: String(syncToken),
    createDate: createDate(syncToken),
    prefixes: entries(
      'ip_prefix',
      lines.filter(([cidr]) => !cidr.includes(':')),
    ),
    ipv6_prefixes: entries(
      'ipv6_prefix',
      lines.filter(([cidr]) => cidr.includes(':')),
    ),
  };
}

/** `2026-08-22-21-17-05` */
function createDate(syncToken: number): string {
  return new Date(syncToken * 1000).toISOString().slice(0, 19).replace(/[T:]/g, '-');
}

/** What `written` was given, of any file. */
export function linesOf(bytes: Uint8Array): Line[] {
  const file = JSON.parse(Buffer.from(bytes).toString()) as Record<
    'prefixes' | 'ipv6_prefixes',
    Record<'ip_prefix' | 'ipv6_prefix' | 'service' | 'region' | 'network_border_group', string>[]
  >;
  return [
    ...file.prefixes.map((entry): Line => [
      entry.ip_prefix,
      entry.service,
      entry.region,
      entry.network_border_group,
    ]),
    ...file.ipv6_prefixes.map((entry): Line => [
      entry.ipv6_prefix,
      entry.service,
      entry.region,
      entry.network_border_group,
    ]),
  ];
}
