import { AwsError, readUtf8, utf8, type Protocol, type WireResponse } from './wire.js';
import { element } from './xml.js';

/** AWS Query: a form in, XML out. The fields stay as the form has them, `Attributes.entry.1.key` and all. */
export function queryProtocol(namespace: string): Protocol {
  const version = namespace.split('/').at(-2) ?? '';
  return {
    read({ body }) {
      const { operation, fields } = readAction(body, version);
      return { operation, input: Object.fromEntries(fields) };
    },
    success({ operation, requestId }, output) {
      const result = output === undefined ? '' : written(`${operation}Result`, output);
      const metadata = written('ResponseMetadata', { RequestId: requestId });
      return xmlAnswer(
        200,
        `<${operation}Response xmlns="${namespace}">${result}${metadata}</${operation}Response>`,
      );
    },
    failure(error, requestId) {
      const type = error.status >= 500 ? 'Receiver' : 'Sender';
      const body = written('Error', { Type: type, Code: error.code, Message: error.message });
      return xmlAnswer(
        error.status,
        `<ErrorResponse xmlns="${namespace}">${body}${written('RequestId', requestId)}</ErrorResponse>`,
      );
    },
  };
}

const written = (name: string, value: unknown) => element(name, value, 'member');

export function readAction(
  body: Uint8Array,
  version: string,
): { operation: string; fields: [string, string][] } {
  const form = new URLSearchParams(readUtf8(body));
  const operation = form.get('Action');
  if (!operation) throw new AwsError('MissingAction', 'The request must contain the parameter Action');
  if (form.get('Version') !== version)
    throw new AwsError(
      'InvalidAction',
      `The version ${form.get('Version') ?? ''} is not valid for this endpoint`,
    );
  return { operation, fields: [...form].filter(([name]) => name !== 'Action' && name !== 'Version') };
}

export function xmlAnswer(status: number, xml: string): WireResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body: utf8(xml) };
}
