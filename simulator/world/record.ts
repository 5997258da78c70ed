/** What happened, as plain JSON: what the checker and every test read. */
export type EventDetail =
  | {
      kind: 'call';
      service: string;
      operation: string;
      account: string;
      region: string;
      input: unknown;
      outcome: string;
      /** When it came in, which is what AWS's rates count; `at` is when it took effect. */
      arrived?: number;
    }
  | {
      kind: 'state';
      target: string;
      operation: string;
      before: readonly string[];
      after: readonly string[];
      /** The most entries that it takes, where that can change: of a prefix list, MaxEntries. */
      capacity?: number;
    }
  | { kind: 'read'; target: string; lockToken: string; entries: readonly string[] }
  | { kind: 'fetch'; url: string; status?: number; syncToken?: string; fault?: string }
  | { kind: 'invoke'; function: string; requestId: string; event: unknown; attempt: number; trigger: string }
  | {
      kind: 'return';
      function: string;
      requestId: string;
      outcome: InvocationOutcome;
      result?: unknown;
      error?: unknown;
    }
  | { kind: 'mail'; topic: string; subject: string; body: string; recipients: readonly string[] }
  | { kind: 'dead-letter'; queue: string; body: unknown }
  | { kind: 'note'; text: string };

export type InvocationOutcome = 'ok' | 'error' | 'timeout' | 'crash';
export type EventKind = EventDetail['kind'];
/** `actor` is who did it: one invocation (`refresh-17`), a person (`console-alice`), `cli`, or `aws` itself. */
export type HistoryEvent = EventDetail & { at: number; actor: string };
export type EventOf<K extends EventKind> = Extract<HistoryEvent, { kind: K }>;
export type CallEvent = EventOf<'call'>;

export interface History {
  /** In the order of taking effect; never rewritten. */
  readonly events: readonly HistoryEvent[];
  add(actor: string, detail: EventDetail): void;
  of<K extends EventKind>(kind: K): EventOf<K>[];
  /** Calls that reached AWS, counted by name: `{ "wafv2:UpdateIPSet": 3 }`. */
  countCalls(which?: (call: CallEvent) => boolean): Record<string, number>;
  /** Hears every event from now on, as it happens. */
  listen(listener: (event: HistoryEvent) => void): void;
}

export interface RecordOptions {
  /** Otherwise there are only listeners: years of events fit no memory, and whoever needs one has to hear it. */
  keep?: boolean;
}

export function createRecord({ keep = true }: RecordOptions = {}): History {
  const events: HistoryEvent[] = [];
  const listeners: ((event: HistoryEvent) => void)[] = [];

  function of<K extends EventKind>(kind: K): EventOf<K>[] {
    return events.filter((event): event is EventOf<K> => event.kind === kind);
  }

  return {
    events,
    add(actor, detail) {
      const event = { at: Date.now(), actor, ...detail };
      if (keep) events.push(event);
      for (const listener of listeners) listener(event);
    },
    of,
    countCalls(which = () => true) {
      const counts: Record<string, number> = {};
      for (const call of of('call').filter(which)) {
        const name = `${call.service}:${call.operation}`;
        counts[name] = (counts[name] ?? 0) + 1;
      }
      return counts;
    },
    listen: (listener) => void listeners.push(listener),
  };
}
