import { AwsError, readUtf8, utf8, type Protocol } from '../wire.js';

/** AWS Query: a form in, XML out. The fields stay as the form has them, `Attributes.entry.1.key` and all. */
export function queryProtocol(namespace: string): Protocol {
  const version = namespace.split('/').at(-2);
  const answer = (status: number, xml: string) => ({
    status,
    headers: { 'content-type': 'text/xml' },
    body: utf8(xml),
  });
  return {
    read(request) {
      const {
        Action: operation,
        Version,
        ...input
      } = Object.fromEntries(new URLSearchParams(readUtf8(request.body)));
      if (!operation) throw new AwsError('MissingAction', 'The request must contain the parameter Action');
      if (Version !== version)
        throw new AwsError('InvalidAction', `The version ${Version ?? ''} is not valid for this endpoint`);
      return { operation, input };
    },
    success({ operation, requestId }, output) {
      const result = output === undefined ? '' : element(`${operation}Result`, output);
      const metadata = element('ResponseMetadata', { RequestId: requestId });
      return answer(
        200,
        `<${operation}Response xmlns="${namespace}">${result}${metadata}</${operation}Response>`,
      );
    },
    failure(error, requestId) {
      const type = error.status >= 500 ? 'Receiver' : 'Sender';
      const body = element('Error', { Type: type, Code: error.code, Message: error.message });
      return answer(
        error.status,
        `<ErrorResponse xmlns="${namespace}">${body}${element('RequestId', requestId)}</ErrorResponse>`,
      );
    },
  };
}

function element(name: string, value: unknown): string {
  if (value === undefined) return '';
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => element('member', item)).join('');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, inner]) => element(name, inner))
      .join('');
  }
  return String(value).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
