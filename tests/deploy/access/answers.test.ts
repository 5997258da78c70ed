import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { answers } from '../../../deploy/access/answers.js';
import { gatewayResponses } from '../../../deploy/access/gateway-responses.js';

const contract = readFileSync('docs/access-api.md', 'utf8');
const responses = Object.values(gatewayResponses()).map(
  ({ Properties }) =>
    Properties as {
      ResponseType: keyof typeof answers;
      StatusCode?: string;
      ResponseParameters: Record<string, string>;
      ResponseTemplates: Record<string, string>;
    },
);

describe("API Gateway's own answers", () => {
  test.each(responses.map((response) => [response.ResponseType, response] as const))(
    'to %s are the problems of docs/access-api.md',
    (_type, { StatusCode, ResponseParameters, ResponseTemplates }) => {
      expect(ResponseParameters['gatewayresponse.header.Content-Type']).toBe("'application/problem+json'");
      const problem = JSON.parse(ResponseTemplates['application/json'] ?? '') as Record<string, unknown>;
      expect(Object.keys(problem).filter((key) => key !== 'status')).toEqual([
        'type',
        'title',
        'detail',
        'code',
        'requestId',
      ]);
      expect(problem['detail']).toMatch(/^[A-Z][^$]*\.$/);
      expect(problem['requestId']).toBe('$context.extendedRequestId');
      expect(problem['status']).toBe(StatusCode === undefined ? undefined : Number(StatusCode));
      expect(contract).toContain(`\`${String(problem['code'])}\``);
    },
  );

  test('say 401 of who is not known, and 403 of who may not', () => {
    const statuses = (status: number) =>
      Object.entries(answers).flatMap(([type, answer]) =>
        'status' in answer && answer.status === status ? type : [],
      );
    expect(statuses(401)).toEqual([
      'MISSING_AUTHENTICATION_TOKEN',
      'INVALID_SIGNATURE',
      'EXPIRED_TOKEN',
      'UNAUTHORIZED',
    ]);
    expect(statuses(403)).toEqual(['ACCESS_DENIED', 'INVALID_API_KEY', 'WAF_FILTERED']);
  });

  test('say when to come back, where it helps', () => {
    const waits = responses.flatMap(({ ResponseType, ResponseParameters }) =>
      'gatewayresponse.header.Retry-After' in ResponseParameters ? ResponseType : [],
    );
    expect(waits).toEqual(expect.arrayContaining(['THROTTLED', 'INTEGRATION_TIMEOUT', 'DEFAULT_5XX']));
    expect(waits).not.toContain('ACCESS_DENIED');
  });

  test('leave the status of what they do not know as it is, but that AWS or doorlist is at fault is 503', () => {
    const of = (type: string) => responses.find(({ ResponseType }) => ResponseType === type);
    expect(of('DEFAULT_4XX')).not.toHaveProperty('StatusCode');
    expect(of('DEFAULT_5XX')).toHaveProperty('StatusCode', '503');
  });
});
