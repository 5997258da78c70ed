import { leaseLimitWords } from '../../lib/report/words.js';
import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { parseCidr, type Family } from '../../lib/cidr.js';
import { end, grant, isLive, type Holding, type Lease } from '../../lib/leases/lease.js';
import { parseDuration } from '../../lib/estate/values/duration.js';
import { isSigned } from './sigv4-check.js';

export interface Seen {
  method: string;
  /** With its query, as it came. */
  path: string;
  from: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
  status: number;
}

interface Said {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export interface ListRules {
  default: string;
  longest: string;
  families: Family[];
  pin?: { cidr: string; note: string; of: string };
  probe?: string;
}

/** An access API of docs/access-api.md, on this machine's loopback, for the people of `secrets` and `tokens`. */
export interface AccessApi {
  url: string;
  port: number;
  lists: Record<string, ListRules>;
  holdings: Map<string, Holding>;
  /** Every request, in the order of their answers. */
  seen: Seen[];
  /** What the next requests that match are answered with instead; each once. */
  instead: { if: (seen: Pick<Seen, 'method' | 'path' | 'from'>) => boolean; say: Said }[];
  /** How many PUTs are accepted before one is in. */
  slow: number;
  /** The live leases of everybody, as `network device`. */
  live: () => string[];
  /** Waits for an answer to this method that was not waited for yet. */
  next: (method: string) => Promise<Seen>;
  close: () => Promise<void>;
}

export const secrets = { ann: 'anns secret', bob: 'bobs secret' };
export const tokens = { 'anas-token': 'ana' };
/** The transport of a test says so in place of a network. */
export const fromHeader = 'x-test-from';

export async function serveAccess(now: () => number): Promise<AccessApi> {
  const waiting: { method: string; resolve: (seen: Seen) => void }[] = [];
  const unread: Seen[] = [];
  const api: Omit<AccessApi, 'url' | 'port' | 'close'> = {
    lists: { developers: { default: '4h', longest: '12h', families: ['IPV4', 'IPV6'] } },
    holdings: new Map(),
    seen: [],
    instead: [],
    slow: 0,
    live: () =>
      [...api.holdings.values()].flatMap(({ leases }) =>
        leases.filter((lease) => isLive(lease, now())).map(({ network, device }) => `${network} ${device}`),
      ),
    next: async (method) => {
      const at = unread.findIndex((one) => one.method === method);
      const [found] = at < 0 ? [] : unread.splice(at, 1);
      return found ?? new Promise((resolve) => waiting.push({ method, resolve }));
    },
  };

  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      const { method = '', url: path = '', headers } = request;
      const from = String(headers[fromHeader] ?? '198.51.100.7');
      const at = api.instead.findIndex((one) => one.if({ method, path, from }));
      const [instead] = at < 0 ? [] : api.instead.splice(at, 1);
      const said = instead?.say ?? answer(request, body, from);
      const seen: Seen = { method, path, from, headers, body: parsed(body), status: said.status };
      api.seen.push(seen);
      response.writeHead(said.status, {
        'content-type': said.status < 300 ? 'application/json' : 'application/problem+json',
        ...said.headers,
      });
      response.end(typeof said.body === 'string' ? said.body : JSON.stringify(said.body));
      const i = waiting.findIndex((one) => one.method === method);
      if (i < 0) unread.push(seen);
      else waiting.splice(i, 1)[0]?.resolve(seen);
    })();
  });

  function answer(request: IncomingMessage, body: string, from: string): Said {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const isUser = path.startsWith('/user/');
    const person = isUser ? byToken(request) : bySignature(request, body);
    if (person === undefined) return problem(401, 'caller/unknown', 'Who you are is not known.');
    const [first, name, , id] = path.split('/').filter((part) => part !== '' && part !== 'user');
    const route = `${request.method ?? ''} ${first ?? ''} ${id === undefined ? '' : id === 'me' ? 'me' : 'id'}`;
    if (route === 'GET me ') return whoAmI(person, from);
    const list = decodeURIComponent(name ?? '');
    const rules = api.lists[list];
    if (first !== 'lists' || rules === undefined)
      return problem(404, 'list/unknown', `There is no list "${list}".`);
    const holding = holdingOf(list, person);
    switch (route) {
      case 'PUT lists me':
        return put(list, rules, holding, parsed(body), from);
      case 'GET lists me':
        return { status: 200, body: { list, address: from, leases: holding.leases.map(leaseJson) } };
      case 'DELETE lists me': {
        const device = new URLSearchParams(query).get('device');
        return ended(list, (lease) => device === null || lease.device === device, holding);
      }
      case 'GET lists ':
        if (person !== 'bob') return problem(403, 'caller/forbidden', 'You may not administer developers.');
        return { status: 200, body: { list, leases: all(list) } };
      case 'DELETE lists id': {
        const theirs = [...api.holdings.values()].find(({ leases }) =>
          leases.some((one) => idOf(one) === id),
        );
        return theirs === undefined
          ? problem(404, 'lease/unknown', `There is no lease "${id ?? ''}".`)
          : ended(list, (lease) => idOf(lease) === id, theirs);
      }
      default:
        return problem(404, 'route/unknown', 'There is no such route.');
    }
  }

  function put(
    list: string,
    rules: ListRules,
    holding: Holding,
    request: Record<string, unknown>,
    from: string,
  ): Said {
    const isV6 = from.includes(':');
    if (rules.pin?.of === from)
      return { status: 200, body: { state: 'pinned', list, address: from, pin: rules.pin } };
    if (!rules.families.includes(isV6 ? 'IPV6' : 'IPV4'))
      return problem(409, 'address/family', `${list} takes the other family only.`);
    const length = parseDuration(said(request, 'for') ?? rules.default);
    const longest = parseDuration(rules.longest);
    if (length > longest) return problem(400, 'request/for', `${list} grants ${rules.longest} at most.`);
    const granted = grant(
      holding,
      {
        network: parseCidr(isV6 ? `${from.split(':').slice(0, 4).join(':')}::/64` : `${from}/32`),
        device: said(request, 'device') ?? '',
        why: said(request, 'why') ?? '',
        duration: length,
      },
      { longest, perPerson: 3 },
      now(),
    );
    if (granted.kind === 'refused') return problem(409, 'lease/per-person', leaseLimitWords(granted.limit));
    api.holdings.set(`${list} ${holding.person.name}`, granted.holding);
    const isSlow = api.slow > 0;
    if (isSlow) api.slow--;
    const { lease } = granted;
    return {
      status: isSlow ? 202 : 200,
      headers: isSlow ? { 'retry-after': '2' } : {},
      body: {
        state: isSlow ? 'accepted' : 'in',
        list,
        address: from,
        lease: leaseJson(lease),
        renewed: granted.kind === 'renewed',
        ...(granted.kind === 'renewed' && { capped: lease.until === lease.since + longest }),
        ...(rules.probe !== undefined && { probe: rules.probe }),
      },
    };
  }

  function whoAmI(person: string, from: string): Said {
    const lists = Object.entries(api.lists).map(([name, { pin, ...rules }]) => ({
      name,
      ...rules,
      perPerson: 3,
      ...(pin?.of === from && { pin }),
      leases: holdingOf(name, person).leases.map(leaseJson),
    }));
    return { status: 200, body: { address: from, who: holdingOf('', person).person, lists } };
  }

  function ended(list: string, is: (lease: Lease) => boolean, holding: Holding): Said {
    const going = holding.leases.filter((lease) => isLive(lease, now()) && is(lease));
    api.holdings.set(`${list} ${holding.person.name}`, end(holding, is, now()));
    return { status: 200, body: { state: 'out', list, ended: going.map(leaseJson) } };
  }

  function all(list: string): object[] {
    return [...api.holdings].flatMap(([key, { person: who, leases }]) =>
      key.startsWith(`${list} `) ? leases.map((lease) => ({ ...leaseJson(lease), who })) : [],
    );
  }

  function holdingOf(list: string, name: string): Holding {
    const person = { issuer: 'iam', subject: `arn:aws:sts::111122223333:assumed-role/dev/${name}`, name };
    return api.holdings.get(`${list} ${name}`) ?? { person, leases: [] };
  }

  function leaseJson(lease: Lease): object {
    const { network, device, why, since, until } = lease;
    const iso = (ms: number) => new Date(ms).toISOString();
    const live = isLive(lease, now());
    return { id: idOf(lease), network, device, why, since: iso(since), until: iso(until), live, open: live };
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(api, {
    url: `http://127.0.0.1:${port}`,
    port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

function bySignature(request: IncomingMessage, body: string): string | undefined {
  const key = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
  return isSigned(request, body, secrets) ? key : undefined;
}

function byToken({ headers }: IncomingMessage): string | undefined {
  const token = /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1] ?? '';
  return new Map(Object.entries(tokens)).get(token);
}

function said(request: Record<string, unknown>, key: string): string | undefined {
  const value = request[key];
  return typeof value === 'string' ? value : undefined;
}

function idOf({ network, device }: Lease): string {
  return Buffer.from(`${network} ${device}`).toString('hex');
}

export function problem(status: number, code: string, detail: string): Said {
  return { status, body: { type: 'about:blank', title: 'Problem', status, detail, code, requestId: 'r-1' } };
}

function parsed(body: string): Record<string, unknown> {
  return body === '' ? {} : (JSON.parse(body) as Record<string, unknown>);
}
