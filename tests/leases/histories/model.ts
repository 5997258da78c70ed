import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Estate } from '../../../lib/estate/estate.js';
import type { AuditRecord } from '../../../lib/leases/audit.js';
import type { CallEvent, EventOf } from '../../../simulator/world/record.js';
import type { World } from '../../../simulator/world/world.js';
import { isWhole, pinsOf, type Call } from './call.js';
import { clock, forgotten, shown, wrongEdits } from './edits.js';
import { isSurelyLive, keyOf, margin, mayBeLiveSince, type Ledger, type Term } from './ledger.js';
import { edge4, networkOf } from './estate.js';
import { rowWritten } from './rows.js';
import { createRecords } from './records.js';
import { createKnowledge } from './knowledge.js';
import { toldOperation } from './told.js';

export interface Model {
  ledger: Ledger;
  began(call: Call): void;
  ended(call: Call): void;
  deployed(estate: Estate): void;
  recorded(record: AuditRecord): void;
  /** Nothing is under way and a sweep has seen everything; after a flush no foreign entries are left, either. */
  rests(afterFlush: boolean): void;
  violations: string[];
}

/**
 * Sees every write of a set and of a lease as it happens, and compares it with what people asked for and were told.
 * It uses nothing but what is written, and none of doorlist's own rules.
 */
export function createModel(world: World, there: readonly string[], first: Estate): Model {
  const violations: string[] = [];
  const knowledge = createKnowledge(world, there, first);
  const records = createRecords();
  const { ledger, owners, calls, estates, putAt, takenByHand, holds, everything, openCalls } = knowledge;
  const { pinnedSince, isFed, isAccountedFor, isWantedBy, isLeasedSince, wasTakenByHand } = knowledge;
  const addViolation = (what: string) => void violations.push(`${clock(Date.now())} ${what}`);
  const by = (call: Call) => `${toldOperation(call.operation)} (of ${clock(call.began)})`;
  const isPromised = (network: string, at: number) =>
    ledger.current().find((term) => term.network === network && at < term.promised - margin);

  function sawSet({ actor, target, before, after, at }: EventOf<'state'>): void {
    const removed = before.filter((network) => !after.includes(network));
    const added = after.filter((network) => !before.includes(network));
    const call = calls.get(actor);
    if (target === edge4) {
      if (call && (call.operation.kind !== 'refresh' || removed.length > 0))
        addViolation(`${by(call)} changed another list's set: + ${added.join()} - ${removed.join()}`);
      return;
    }
    for (const network of removed) {
      const promised = isPromised(network, at);
      if (call === undefined) takenByHand.set(network, at);
      else if (promised) addViolation(`${by(call)} took out ${network} in spite of ${shown(promised)}`);
      else if (pinsOf(call.estate).includes(network)) addViolation(`${by(call)} took out the pin ${network}`);
      else if (isFed(network, call.estate)) addViolation(`${by(call)} took out ${network} of the feed`);
      else if (owners.of(network) === 'console' && call.operation.kind !== 'flush')
        addViolation(`${by(call)} took out ${network}, which somebody at the console had put there`);
      owners.gone(network);
    }
    for (const network of added) {
      owners.put(network, call ? 'doorlist' : 'console');
      if (call && !isWantedBy(network, call, at))
        addViolation(`${by(call)} put in ${network}, which nobody wants`);
      const isListed = call && (isFed(network, call.estate) || pinnedSince(call.began).has(network));
      const since = (call?.began ?? at) - margin;
      const of = ledger.every().filter((term) => term.network === network && mayBeLiveSince(term, since));
      if (call && !isListed && !of.some((term) => records.hasOpened(term)))
        addViolation(`${by(call)} put in ${network}, and it is not on record who asked for it`);
      putAt.set(network, { at, actor });
    }
  }

  function sawRow(event: CallEvent): void {
    const row = rowWritten(event);
    if (row === undefined) return;
    const change = ledger.write(row);
    const call = calls.get(row.actor);
    for (const { network } of row.leases) owners.wanted(network);
    if (call === undefined) {
      addViolation(`${row.actor} wrote leases of ${row.person}`);
      return;
    }
    for (const wrong of wrongEdits(call, row.person, change, row.at)) addViolation(`${by(call)} ${wrong}`);
    for (const term of forgotten(change)) {
      if (isSurelyLive(term, row.at)) addViolation(`${by(call)} forgot ${shown(term)}`);
      else if (holds(term.network) && !isAccountedFor(term.network, call, term))
        addViolation(`${by(call)} forgot ${shown(term)}, whose address is still open`);
    }
  }

  world.record.listen((event) => {
    if (event.kind === 'state') sawSet(event);
    if (event.kind === 'call' && event.service === 'dynamodb') sawRow(event);
  });

  function answered(call: Call, { statusCode, body }: APIGatewayProxyResult): void {
    const said = JSON.parse(body) as Said;
    const { operation } = call;
    if (statusCode >= 500 && !mayFail(call)) addViolation(`${by(call)} was answered ${statusCode}: ${body}`);
    if (statusCode !== 200) return;
    if (operation.kind === 'join' && said.state === 'in' && said.lease) {
      const key = keyOf({
        person: operation.who,
        network: networkOf(operation.from),
        device: operation.device,
      });
      const until = Date.parse(said.lease.until);
      const of = ledger.every().filter((term) => keyOf(term) === key);
      if (!of.some((term) => term.until === until))
        addViolation(`${by(call)} was told of a lease that is not`);
      const now = of.find(({ to }) => to === Infinity);
      // What this call was granted may have ended since, by the same person's other call.
      if (now?.since !== Date.parse(said.lease.since) || !isSurelyLive(now, Date.now())) return;
      if (!holds(now.network) && !wasTakenByHand(now.network, call.began))
        addViolation(`${by(call)} was answered 200, and ${now.network} is not in`);
      now.promised = Math.max(now.promised, Math.min(now.until, until));
    }
    if (operation.kind === 'leave' && said.state === 'out') {
      const isTheirs = (term: Term) =>
        term.person === operation.who && (operation.device === undefined || term.device === operation.device);
      // What had ended before, and is still in the table, is out by then, too.
      const before = ledger
        .every()
        .filter((term) => isTheirs(term) && term.to >= call.began && term.until + margin < call.began);
      for (const { network, device } of [...(said.ended ?? []), ...before]) {
        const key = keyOf({ person: operation.who, network, device });
        const ended = ledger.every().findLast((term) => keyOf(term) === key);
        const others = { ...call, began: call.began + margin };
        if (
          holds(network) &&
          !isAccountedFor(network, others, ended) &&
          !isLeasedSince(call, network, device)
        )
          addViolation(`${by(call)} was told that ${network} is out, and it is in`);
        const again = ledger.current().find((term) => keyOf(term) === key && isSurelyLive(term, Date.now()));
        // They look once more before they answer, a moment ago.
        if (again && again.from > call.began && again.from < Date.now() - margin && !call.trouble)
          addViolation(`${by(call)} was told that ${network} is out, and was let in there again`);
      }
    }
  }

  /** A run that sees to the whole list has done so. */
  function done(call: Call): void {
    const { began, operation, estate } = call;
    const now = Date.now();
    for (const term of ledger.current()) {
      if (!isSurelyLive(term, now) || term.from > began) continue;
      if (!holds(term.network) && !wasTakenByHand(term.network, began))
        addViolation(`${by(call)} is done, and ${shown(term)} is not in`);
      else term.promised = term.until;
    }
    const alone = openCalls().every((other) => other.began >= began && other.estate === estate);
    if (alone && estates.at(-1)?.estate === estate)
      for (const pin of pinsOf(estate))
        if (!holds(pin) && !wasTakenByHand(pin, began))
          addViolation(`${by(call)} is done, and the pin ${pin} is not in`);
    for (const network of everything()) {
      const put = putAt.get(network);
      if (!isAccountedFor(network, call))
        addViolation(`${by(call)} is done, and ${network} is in, which nobody wants`);
      if (operation.kind === 'flush' && owners.of(network) === 'console' && (put?.at ?? 0) < began)
        if (!isWantedBy(network, call) && !pinnedSince(began).has(network))
          addViolation(`${by(call)} is done, and left ${network}`);
    }
  }

  return {
    ledger,
    violations,
    recorded: (record) => {
      records.add(record);
    },
    began: (call) => void calls.set(call.actor, call),
    ended(call) {
      const { outcome, payload } = call.result ?? { outcome: 'crash', payload: null };
      const why = JSON.stringify(payload);
      // A run whose writes AWS refuses keeps its lock for longer than others wait for it; those fail loudly.
      const stands = why.includes('Another run has been writing');
      const isBlocked = stands && [...calls.values()].some(({ trouble }) => trouble?.kind === 'fails');
      if ((outcome === 'error' || outcome === 'timeout') && !mayFail(call) && !isBlocked)
        addViolation(`${by(call)} failed: ${why.slice(0, 600)}`);
      if (outcome !== 'ok') return;
      if (call.operation.kind === 'join' || call.operation.kind === 'leave')
        answered(call, payload as APIGatewayProxyResult);
      else if (isWhole(call)) done(call);
    },
    deployed(estate) {
      estates.push({ estate, from: Date.now() });
      for (const pin of pinsOf(estate)) {
        owners.wanted(pin);
        if (owners.of(pin) === 'console') owners.put(pin, 'console');
      }
    },
    rests(afterFlush) {
      const estate = estates.at(-1)?.estate ?? first;
      const now = Date.now();
      for (const term of ledger.every())
        if (!records.hasLast(term) && ledger.every().findLast((other) => isSame(other, term)) === term)
          addViolation(`at rest it is not on record who asked for ${shown(term)}`);
      for (const term of ledger.current()) {
        if (isSurelyLive(term, now) && !holds(term.network)) addViolation(`at rest ${shown(term)} is not in`);
        if (!isSurelyLive(term, now) && term.until + margin < now - 60_000)
          addViolation(`at rest ${shown(term)} is not forgotten`);
      }
      for (const pin of pinsOf(estate)) if (!holds(pin)) addViolation(`at rest the pin ${pin} is not in`);
      for (const network of everything()) {
        const isLeased = ledger
          .current()
          .some((term) => term.network === network && now < term.until + margin + 60_000);
        const isWanted = isLeased || isFed(network, estate) || pinsOf(estate).includes(network);
        if (!isWanted && (afterFlush || owners.of(network) === 'doorlist'))
          addViolation(`at rest ${network} is in, which nobody wants`);
      }
    },
  };
}

interface Said {
  state: string;
  lease?: { since: string; until: string };
  ended?: { network: string; device: string }[];
}

/** AWS refuses its writes, or all that the SDK asked of one was in vain. */
function mayFail({ trouble }: Call): boolean {
  return trouble?.kind === 'fails' || (trouble?.kind === 'unheard' && trouble.times > 1);
}

/** Of one lease, as it was written before or later. */
function isSame(one: Term, other: Term): boolean {
  return keyOf(one) === keyOf(other) && one.since === other.since;
}
