/** What holds networks at the endpoint, made for one case. */
export interface Holder {
  /** In doorlist.yml. */
  target: Record<string, unknown>;
  /** The networks that it lets in, sorted as text. */
  holds(): Promise<string[]>;
  /** Something that is another one after every write. */
  mark(): Promise<string>;
  add(cidr: string): Promise<void>;
  remove(cidr: string): Promise<void>;
}

export interface Kind {
  name: string;
  /** The operation that a write begins with. */
  write: string;
  flushesForeign: boolean;
  /** With entries that nobody knows of, and room for `room` in all. */
  make(name: string, entries: readonly string[], room: number): Promise<Holder>;
}
