import { ref, type Resources } from '../cloudformation.js';
import { answers, type GatewayAnswer } from './answers.js';
import { accessApi } from './api.js';

export function gatewayResponses(): Resources {
  return Object.fromEntries(
    Object.entries<GatewayAnswer>(answers).map(([type, answer]) => [
      gatewayResponseId(type),
      {
        Type: 'AWS::ApiGateway::GatewayResponse',
        Properties: {
          RestApiId: ref(accessApi),
          ResponseType: type,
          ...(answer.status !== undefined && { StatusCode: String(answer.status) }),
          ResponseParameters: Object.fromEntries(
            Object.entries(headersOf(answer)).map(([name, value]) => [
              `gatewayresponse.header.${name}`,
              `'${value}'`,
            ]),
          ),
          // The one type that is always found, whatever a caller accepts.
          ResponseTemplates: { 'application/json': templateOf(answer) },
        },
      },
    ]),
  );
}

export function headersOf({ retryAfter }: GatewayAnswer): Record<string, string> {
  return {
    'Content-Type': 'application/problem+json',
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
  };
}

/** The extended id, since callers can choose the other one. */
export function templateOf({ status, title, code, detail }: GatewayAnswer): string {
  return JSON.stringify({
    type: 'about:blank',
    title,
    ...(status !== undefined && { status }),
    detail,
    code,
    requestId: '$context.extendedRequestId',
  });
}

function gatewayResponseId(type: string): string {
  return `AccessAnswer${type
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}`;
}
