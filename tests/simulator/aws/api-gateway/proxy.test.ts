import { START } from '../../world/harness.js';
import { setUp, errorType, tearDown, type Gateway } from './harness.js';

afterEach(tearDown);

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const me = { method: 'GET', path: '/me' };

describe('the event', () => {
  test('has the shape of a Lambda proxy integration', async () => {
    const { ask, ana } = await setUp();
    const answer = await ask({
      method: 'PUT',
      path: '/lists/developers/leases/me?device=my%20laptop&device=phone&x=',
      headers: { 'X-Forwarded-For': '10.0.0.1', 'x-forwarded-proto': 'http' },
      body: { for: '4h' },
      sourceIp: '81.2.69.160',
      as: ana,
    });
    const event = answer.body as Record<string, Record<string, unknown>>;
    expect(event).toMatchObject({
      resource: '/lists/{list}/leases/me',
      path: '/lists/developers/leases/me',
      httpMethod: 'PUT',
      queryStringParameters: { device: 'phone', x: '' },
      multiValueQueryStringParameters: { device: ['my laptop', 'phone'], x: [''] },
      pathParameters: { list: 'developers' },
      stageVariables: null,
      body: '{"for":"4h"}',
      isBase64Encoded: false,
      headers: { 'X-Forwarded-For': '10.0.0.1, 81.2.69.160', 'X-Forwarded-Proto': 'https' },
      multiValueHeaders: { 'X-Forwarded-For': ['10.0.0.1, 81.2.69.160'] },
      requestContext: {
        accountId: '111122223333',
        apiId: 'abc1234def',
        stage: 'dev',
        resourcePath: '/lists/{list}/leases/me',
        httpMethod: 'PUT',
        path: '/dev/lists/developers/leases/me',
        protocol: 'HTTP/1.1',
        domainName: 'abc1234def.execute-api.eu-west-2.amazonaws.com',
        requestId: answer.headers['x-amzn-requestid'],
        extendedRequestId: answer.headers['x-amz-apigw-id'],
        requestTime: '22/Aug/2026:12:00:00 +0000',
        identity: { sourceIp: '81.2.69.160', userAgent: 'doorlist-simulator' },
      },
    });
    expect(event['headers']).not.toHaveProperty('x-forwarded-proto');
    expect(event['requestContext']).not.toHaveProperty('authorizer');
  });

  test('says null of what there is none of', async () => {
    const { ask, ana } = await setUp();
    const nothing = {
      body: null,
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
    };
    expect((await ask({ ...me, as: ana })).body).toMatchObject(nothing);
  });

  test.each([
    ['decoded', '../ä'],
    ['encoded', '..%2f%C3%A4'],
  ] as const)('has path parameters %s, where the API says so', async (pathParameters, id) => {
    const { ask, ana } = await setUp({ pathParameters });
    const path = '/lists/developers/leases/..%2f%C3%A4';
    expect((await ask({ method: 'DELETE', path, as: ana })).body).toMatchObject({
      path,
      pathParameters: { list: 'developers', id },
    });
  });
});

describe('the function’s answer', () => {
  const answering = async (answer: unknown) => {
    const { ask, ana } = await setUp({}, () => answer);
    return ask({ ...me, as: ana });
  };

  test('is passed on, with headers that AWS keeps for itself renamed', async () => {
    const headers = { Date: 'never', 'X-Number': 7, 'Content-Type': 'text/plain' };
    const answer = await answering({ statusCode: 418, headers, body: 'short and stout' });
    expect(answer).toMatchObject({
      status: 418,
      text: 'short and stout',
      headers: { 'content-type': 'text/plain', 'x-number': '7', 'x-amzn-remapped-date': 'never' },
    });
    expect(Date.parse(answer.headers['date'] ?? '')).toBeGreaterThanOrEqual(START);
  });

  test('has a header’s many values before its one', async () => {
    const answer = { statusCode: 200, headers: { a: '1', b: '2' }, multiValueHeaders: { A: ['3', '4'] } };
    const { api, ana, drive } = await setUp({}, () => answer);
    const { headers } = await drive(api.stage.send(await drive(api.prepare({ ...me, as: ana }))));
    const told = headers.filter(([name]) => /^[ab]$/i.test(name)).map((pair) => pair.join(':'));
    expect(told).toEqual(['b:2', 'A:3', 'A:4']);
  });

  test.each([
    ['a text', 'ok'],
    ['nothing', null],
    ['a list', [200]],
    ['a status that is a text', { statusCode: '200', body: '' }],
    ['no status', { body: '' }],
    ['a status below 100', { statusCode: 99, body: '' }],
    ['a status beyond 599', { statusCode: 600, body: '' }],
    ['a flag that is a text', { statusCode: 200, body: '', isBase64Encoded: 'no' }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
    ['a key of another API', { statusCode: 200, cookies: [] }],
    ['a header that is an object', { statusCode: 200, headers: { a: {} } }],
  ])('that is %s is 502', async (_, answer) => {
    expect(errorType(await answering(answer))).toBe('502 InternalServerErrorException');
  });
});

describe('the function', () => {
  test('that throws is 502', async () => {
    const { ask, ana } = await setUp({}, () => Promise.reject(new Error('oh')));
    const answer = await ask({ ...me, as: ana });
    expect([answer.status, answer.body]).toEqual([502, { message: 'Internal server error' }]);
  });

  test('that Lambda throttles is 500', async () => {
    const { api, ana, drive } = await setUp({}, () => sleep(5000).then(() => ({ statusCode: 200 })), {
      concurrency: 1,
    });
    const ask = () => api.request({ ...me, as: ana });
    const both = await drive(Promise.all([ask(), ask()]));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 500]);
  });

  test('that takes longer than 29 seconds is 504, and runs on', async () => {
    let done = false;
    const { world, ask, ana, drive } = await setUp({}, async () => {
      await sleep(40_000);
      done = true;
      return { statusCode: 200 };
    });
    const answer = await ask({ ...me, as: ana });
    expect([answer.status, answer.body, done]).toEqual([
      504,
      { message: 'Endpoint request timed out' },
      false,
    ]);
    expect(Date.now() - START).toBeLessThan(29_100);
    await drive(world.clock.advanceTo(START + 60_000));
    expect(done).toBe(true);
  });
});

describe('before the function', () => {
  const runs = ({ world }: Gateway) => world.record.of('invoke').length;

  test('a caller without rights learns nothing of which routes there are', async () => {
    const gateway = await setUp();
    const answers = [await gateway.ask({ ...me, path: '/nowhere' }), await gateway.ask(me)];
    expect(answers[0]?.text).toBe('{"message":"Missing Authentication Token"}');
    expect(answers.map(errorType)).toEqual(Array(2).fill('403 MissingAuthenticationTokenException'));
    expect(answers[1]?.text).toBe(answers[0]?.text);
    expect(runs(gateway)).toBe(0);
  });

  test('another stage is forbidden, in no words of the API', async () => {
    const { api, ana, drive } = await setUp({ responses: { ACCESS_DENIED: { template: 'no' } } });
    const raw = await drive(api.prepare({ ...me, as: ana }));
    const answer = await drive(api.send({ ...raw, target: '/prod/me' }));
    expect([answer.status, answer.body]).toEqual([403, { message: 'Forbidden' }]);
  });

  test('what is no URL is 400', async () => {
    const { api, drive, ask } = await setUp();
    const raw = await drive(api.prepare(me));
    for (const target of ['/dev/m%zz', '/dev/mé', '/dev/me?%zz=1', '/dev/a b'])
      expect((await drive(api.send({ ...raw, target }))).status).toBe(400);
    expect((await ask(me)).status).toBe(403);
  });

  test('each method has its throttle, which callers without rights use up, too', async () => {
    const throttle = { rate: 2, burst: 3 };
    const authorizer = { type: 'AWS_IAM' } as const;
    const gateway = await setUp({
      methods: ['/me', '/other'].map((resource) => ({ method: 'GET', resource, authorizer, throttle })),
    });
    const { api, ana, drive, world } = gateway;
    const ask = (path = '/me') => api.request({ method: 'GET', path, as: ana });
    const refused = await drive(Promise.all([api.request(me), api.request(me)]));
    expect(refused.map(({ status }) => status)).toEqual([403, 403]);
    const crowd = await drive(Promise.all([ask(), ask(), ask('/other')]));
    expect(crowd.map(({ status }) => status)).toEqual([200, 429, 200]);
    await world.clock.advanceTo(Date.now() + 1000);
    expect((await drive(ask())).status).toBe(200);
  });

  test('a body beyond 10 MB, or an event beyond Lambda’s 6, is 413', async () => {
    const gateway = await setUp();
    const { ask, ana } = gateway;
    const sized = async (bytes: number) => {
      const { status, text } = await ask({ ...me, body: 'x'.repeat(bytes), as: ana });
      return `${status} ${text}`;
    };
    expect(await sized(10 * 1024 * 1024 + 1)).toMatch(/^413 .*HTTP content length exceeded 10485760 bytes/);
    expect(await sized(6 * 1024 * 1024)).toMatch(/^413 .*Request Too Long/);
    expect(runs(gateway)).toBe(0);
  });

  test('a validator wants JSON where there is a body', async () => {
    const authorizer = { type: 'AWS_IAM' } as const;
    const { ask, ana } = await setUp({
      methods: [{ method: 'PUT', resource: '/me', authorizer, wantsJson: true }],
    });
    const put = (body?: string) =>
      ask({ method: 'PUT', path: '/me', as: ana, ...(body !== undefined && { body }) });
    expect([(await put('{"a"')).status, (await put('{}')).status, (await put()).status]).toEqual([
      400, 200, 200,
    ]);
  });

  test.each([
    ['81.2.69.160', 200],
    ['81.2.70.1', 403],
    ['2a02:cf40::7', 200],
    ['2a02:cf41::7', 403],
  ])('a resource policy lets %s have %s', async (sourceIp, status) => {
    const { ask, ana } = await setUp({ allowFrom: ['81.2.69.0/24', '2a02:cf40::/32'] });
    expect((await ask({ ...me, as: ana, sourceIp })).status).toBe(status);
  });
});

describe('a gateway response', () => {
  test('is in the API’s words, with what it knows of the request, and else in those for its class', async () => {
    const template =
      '{"m":$context.error.messageString,"id":"$context.requestId","t":"$context.error.responseType$context.no.such"}';
    const { ask } = await setUp({
      responses: {
        MISSING_AUTHENTICATION_TOKEN: {
          status: 401,
          headers: { 'Content-Type': 'application/problem+json' },
          template,
        },
        DEFAULT_4XX: { template: 'four' },
      },
    });
    const answer = await ask(me);
    expect(answer).toMatchObject({
      status: 401,
      headers: { 'content-type': 'application/problem+json' },
      body: {
        m: 'Missing Authentication Token',
        id: answer.headers['x-amzn-requestid'],
        t: 'MISSING_AUTHENTICATION_TOKEN',
      },
    });
    const other = await ask({ method: 'GET', path: '/user/me' });
    expect([other.status, other.text]).toEqual([401, 'four']);
  });

  test('tells a request’s id, which a client may choose', async () => {
    const { ask } = await setUp();
    const chosen = await ask({ ...me, headers: { 'x-amzn-RequestId': 'mine' } });
    const unfit = await ask({ ...me, headers: { 'x-amzn-RequestId': '"}' } });
    expect(chosen.headers['x-amzn-requestid']).toBe('mine');
    expect(unfit.headers['x-amzn-requestid']).toMatch(/^[\da-f-]{36}$/);
  });
});

test('every request is on record, with its answer', async () => {
  const { world, ask, ana } = await setUp();
  await ask({ ...me, as: ana, sourceIp: '81.2.69.160' });
  expect(world.record.of('call')).toMatchObject([
    { service: 'execute-api', operation: 'GET /dev/me', input: { sourceIp: '81.2.69.160' }, outcome: '200' },
  ]);
});
