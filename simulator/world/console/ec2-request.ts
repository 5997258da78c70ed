import { signatureHeaders } from '../../aws/api-gateway/signature.js';
import { readXml, type XmlValue } from '../../aws/protocols/xml.js';
import type { AwsEndpoint } from '../endpoint.js';
import { readUtf8, utf8 } from '../../aws/protocols/wire.js';

/** What is left undefined is not sent. */
export type Form = Record<string, string | number | undefined>;
/** One thing that an answer lists. */
export type Shown = Readonly<Record<string, XmlValue | undefined>>;

export type Ec2Request = (who: string, region: string, operation: string, form: Form) => Promise<XmlValue>;

/** EC2 as a browser asks it. */
export function createEc2Request(endpoint: AwsEndpoint): Ec2Request {
  return async (who, region, operation, form) => {
    const fields = new URLSearchParams({ Action: operation, Version: '2016-11-15' });
    for (const [name, value] of Object.entries(form))
      if (value !== undefined) fields.append(name, String(value));
    const response = await endpoint({
      method: 'POST',
      path: '/',
      query: {},
      headers: signatureHeaders(`console-${who}`, region, 'ec2'),
      body: utf8(fields.toString()),
    });
    const answer = readXml(readUtf8(response.body));
    if (response.status === 200) return answer;
    const error = member(member(answer, 'Errors'), 'Error');
    throw Object.assign(new Error(textOf(member(error, 'Message'))), { name: textOf(member(error, 'Code')) });
  };
}

export function items(answer: XmlValue, name: string): Shown[] {
  const list = member(answer, name);
  if (!Array.isArray(list)) return [];
  return list.flatMap((item): Shown[] => (typeof item === 'object' && !Array.isArray(item) ? [item] : []));
}

export const textOf = (value: XmlValue | undefined): string => (typeof value === 'string' ? value : '');

export const member = (value: XmlValue | undefined, name: string): XmlValue | undefined =>
  typeof value === 'object' && !Array.isArray(value) ? value[name] : undefined;
