import { AwsError, readUtf8, utf8, type Fields, type Protocol } from './wire.js';

/** AWS JSON: the operation is in x-amz-target, everything else a JSON object. */
export function jsonProtocol(version: '1.0' | '1.1', targetPrefix: string): Protocol {
  const contentType = `application/x-amz-json-${version}`;
  const answer = (status: number, requestId: string, body: unknown) => ({
    status,
    headers: { 'content-type': contentType, 'x-amzn-requestid': requestId },
    body: body instanceof Uint8Array ? body : utf8(JSON.stringify(body ?? {})),
  });
  return {
    read(request) {
      const [prefix, operation] = (request.headers['x-amz-target'] ?? '').split('.');
      if (prefix !== targetPrefix || !operation)
        throw new AwsError('UnknownOperationException', 'UnknownOperation');
      return { operation, input: jsonObject(request.body) };
    },
    success: (call, output) => answer(200, call.requestId, output),
    failure: (error, requestId) =>
      answer(error.status, requestId, { __type: error.code, message: error.message, ...error.details }),
  };
}

export function jsonObject(body: Uint8Array): Fields {
  if (body.length === 0) return {};
  const malformed = () => new AwsError('SerializationException', 'The request body is not a JSON object');
  let value: unknown;
  try {
    value = JSON.parse(readUtf8(body));
  } catch {
    throw malformed();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed();
  return value as Fields;
}
