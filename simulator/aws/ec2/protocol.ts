import type { Protocol } from '../protocols/wire.js';
import { readAction, xmlAnswer } from '../protocols/query.js';
import { element, members } from '../protocols/xml.js';
import { readForm } from './form.js';

const VERSION = '2016-11-15';
const NAMESPACE = `http://ec2.amazonaws.com/doc/${VERSION}/`;

/** EC2's own kind of Query: smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html */
export const ec2Protocol: Protocol = {
  read({ body }) {
    const { operation, fields } = readAction(body, VERSION);
    return { operation, input: readForm(fields) };
  },
  success({ operation, requestId }, output) {
    const inner = members({ requestId, ...(output as object) }, 'item');
    return xmlAnswer(200, `<${operation}Response xmlns="${NAMESPACE}">${inner}</${operation}Response>`);
  },
  failure({ code, message, status }, requestId) {
    const refusal = { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId };
    return xmlAnswer(status, element('Response', refusal, 'item'));
  },
};
