import { createHash } from 'node:crypto';

/** As much of CloudFormation's template language as doorlist speaks. */
export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  DependsOn?: string[];
  DeletionPolicy?: 'Retain';
  UpdateReplacePolicy?: 'Retain';
}

export type Resources = Record<string, Resource>;

export type Intrinsic = { Ref: string } | { 'Fn::GetAtt': [string, string] } | { 'Fn::Sub': string };

export function ref(logicalId: string): Intrinsic {
  return { Ref: logicalId };
}

export function arnOf(logicalId: string): Intrinsic {
  return { 'Fn::GetAtt': [logicalId, 'Arn'] };
}

/** Puts in what stands in `${…}`. */
export function sub(text: string): Intrinsic {
  return { 'Fn::Sub': text };
}

/**
 * A logical id may hold letters and digits only, so `a-b` and `ab` would become the same one; the digest of
 * the whole name keeps them apart, and keeps an id when the file's order changes.
 */
export function logicalId(prefix: string, name: string): string {
  const readable = name
    .split(/[^0-9a-zA-Z]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  return `${prefix}${readable}${digest(name)}`;
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

export type Outputs = Record<string, { Description: string; Value: Intrinsic }>;
