import type { Actors } from './actors.js';
import { jsonProtocol } from '../aws/protocols/json.js';
import { queryProtocol } from '../aws/protocols/query.js';
import { checkSkew, readSignature } from '../aws/api-gateway/signature.js';
import { faultError, type Fault, type Faults } from './faults.js';
import type { RandomSource } from './random.js';
import type { History } from './record.js';
import {
  AwsError,
  connectionReset,
  type AwsCall,
  type Protocol,
  type Service,
  type WireRequest,
  type WireResponse,
} from '../aws/protocols/wire.js';

export interface EndpointOptions {
  services: Readonly<Record<string, Service>>;
  record: History;
  actors: Actors;
  faults: Faults;
  random: RandomSource;
  accountOf: (actor: string) => string;
}

/**
 * All of AWS behind one function. Rejects only when the connection breaks; for a caller that died it never settles.
 * The time line of a call: sent → throttling → takes effect, is recorded → answer arrives.
 */
export type AwsEndpoint = (request: WireRequest, sender?: string) => Promise<WireResponse>;

/** Milliseconds on the way, each way. They vary, so calls sent a second apart may arrive a little closer. */
export const TRANSIT = [2, 12] as const;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export function createEndpoint({
  services,
  record,
  actors,
  faults,
  random,
  accountOf,
}: EndpointOptions): AwsEndpoint {
  const ids = random.stream('request ids');

  async function answer(request: WireRequest, sender?: string): Promise<WireResponse> {
    const requestId = ids.uuid();
    let protocol = unsignedProtocol(request);
    let call: AwsCall;
    try {
      const { signer, region, service } = readSignature(request);
      protocol = serviceOf(service).protocol;
      checkSkew(request);
      const actor = sender ?? signer;
      call = {
        service,
        region,
        actor,
        account: accountOf(actor),
        requestId,
        request,
        ...protocol.read(request),
      };
    } catch (error) {
      return dated(protocol.failure(asAwsError(error), requestId));
    }
    return dated(await carry(call));
  }

  async function carry(call: AwsCall): Promise<WireResponse> {
    const network = random.stream(`network of ${call.actor}`);
    await actors.beforeCall(call);
    const fault = faults.faultFor(call);
    await sleep(network.int(...TRANSIT) + (fault?.kind === 'slow' ? fault.ms : 0));
    if (fault?.kind === 'reset' && !fault.landed) {
      record.add(call.actor, {
        kind: 'note',
        text: `connection reset before ${call.service}:${call.operation} arrived`,
      });
      await actors.whileAlive(call.actor);
      throw connectionReset();
    }
    const response = await work(call, fault);
    await actors.afterCall(call);
    await sleep(network.int(...TRANSIT));
    await actors.whileAlive(call.actor);
    if (fault?.kind === 'reset') {
      record.add(call.actor, {
        kind: 'note',
        text: `connection reset after ${call.service}:${call.operation} was done`,
      });
      await sleep(fault.afterMs ?? 0);
      throw connectionReset();
    }
    return response;
  }

  async function work(call: AwsCall, fault: Fault | undefined): Promise<WireResponse> {
    const service = serviceOf(call.service);
    const arrived = Date.now();
    const note = (outcome: string) => {
      const { service: name, operation, account, region, input } = call;
      record.add(call.actor, {
        kind: 'call',
        service: name,
        operation,
        account,
        region,
        input,
        outcome,
        arrived,
      });
    };
    try {
      service.admit?.(call);
      if (fault?.kind === 'throttle' || fault?.kind === 'internal-error')
        throw faultError(call.service, fault.kind);
      await sleep(random.stream(`work for ${call.actor}`).int(...service.latency(call.operation)));
      const output = await service.perform(call);
      note('ok');
      return service.protocol.success(call, output);
    } catch (error) {
      const refusal = asAwsError(error);
      note(refusal.code);
      return service.protocol.failure(refusal, call.requestId);
    }
  }

  function serviceOf(name: string): Service {
    const service = services[name];
    if (!service) throw new AwsError('UnknownService', `The simulator has no ${name}`, 404);
    return service;
  }

  return answer;
}

/** SDKs set their clock by the Date header of what they get. */
function dated(response: WireResponse): WireResponse {
  return { ...response, headers: { ...response.headers, date: new Date(Date.now()).toUTCString() } };
}

function unsignedProtocol(request: WireRequest): Protocol {
  return request.headers['x-amz-target']
    ? jsonProtocol('1.1', '')
    : queryProtocol('http://aws.amazon.com/doc/2010-05-08/');
}

function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  throw error;
}
