import type { RawResponse } from './request.js';
import type { GatewayResponse, ResponseType, RestApi } from './rest-api.js';
import type { TurnedAway } from './turned-away.js';

/** By its name behind `$context.`; what is not here is put in as nothing. */
export type ContextValues = Readonly<Record<string, string>>;

/** What API Gateway says by itself, as the API has it said: docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html */
export function gatewayResponse(api: RestApi, turned: TurnedAway, context: ContextValues): RawResponse {
  const { type, status, message, errorType } = turned;
  const told: GatewayResponse = api.responses?.[type] ?? api.responses?.[fallback(status)] ?? {};
  const { template = '{"message":$context.error.messageString}', headers = {} } = told;
  const values: ContextValues = {
    ...context,
    'error.message': message,
    'error.messageString': JSON.stringify(message),
    'error.responseType': type,
  };
  return {
    status: told.status ?? status,
    headers: Object.entries({
      'Content-Type': 'application/json',
      'x-amzn-ErrorType': errorType,
      ...headers,
    }),
    body: template.replace(
      /\$context\.((?:[a-zA-Z]\w*)(?:\.[a-zA-Z]\w*)*)/g,
      (_, name: string) => values[name] ?? '',
    ),
  };
}

function fallback(status: number): ResponseType {
  return status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
}
