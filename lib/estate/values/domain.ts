import { readArn } from './arn.js';
import { shown, Unreadable } from '../mistakes/mistakes.js';

const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const hostName = new RegExp(`^(?=.{4,253}$)(${label}\\.)+[a-z][a-z0-9-]*[a-z0-9]$`);

/** @throws Unreadable */
export function parseHostName(text: string): string {
  if (!hostName.test(text))
    throw new Unreadable(
      `${shown(text)} is not a host name such as doors.example.com: lower-case labels with dots between them, no https:// and no path`,
    );
  return text;
}

export const certificateExample =
  'arn:aws:acm:eu-west-2:111122223333:certificate/a1b2c3d4-0001-4000-8000-000000000001';

/** In which Region the API is, and so the certificate has to be, is known when it is deployed. */
export function parseCertificateArn(text: string): string {
  const { arn, resource } = readArn(
    text,
    `a certificate's looks like ${certificateExample}`,
    ({ service }) =>
      service === 'acm'
        ? undefined
        : `is not a certificate of ACM, whose ARN looks like ${certificateExample}`,
  );
  if (!/^certificate\/[\w-]{1,64}$/.test(resource))
    throw new Unreadable(
      `${shown(arn)} does not end in certificate/ and its id, such as ${certificateExample}`,
    );
  return arn;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html; the key has no white space. */
export function parseTruststore(text: string): string {
  if (!/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[^\s/]\S*$/.test(text))
    throw new Unreadable(
      `${shown(text)} does not name a file of certificates in S3 (s3://BUCKET/KEY), such as s3://my-bucket/truststore.pem`,
    );
  return text;
}
