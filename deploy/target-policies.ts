import { iamLimits } from '../lib/aws-limits.js';
import type { TargetRef } from '../lib/estate/estate.js';
import { grantsOf, type Grant } from './grants.js';

export interface PolicyDocument {
  Version: '2012-10-17';
  Statement: Statement[];
}

export type Statement = { Effect: 'Allow'; Resource: string[] } & Omit<Grant, 'Resource'>;

/** There are more targets than the policies of one role can name; the message is one sentence. */
export class TooManyTargets extends Error {
  override name = 'TooManyTargets';
}

/**
 * The right to read and write exactly these targets, in as many documents as IAM's limit on their length asks for.
 * They are filled in the file's order, so that a new list changes the last one only.
 *
 * @throws TooManyTargets where the documents are more than a role can have.
 */
export function targetPolicies(targets: readonly TargetRef[], role: string): PolicyDocument[] {
  const grants = new Map(targets.flatMap(grantsOf).map((grant) => [JSON.stringify(grant), grant]));
  const documents: PolicyDocument[] = [];
  for (const grant of grants.values()) {
    const last = documents.at(-1);
    const filled = last && withGrant(last, grant);
    if (filled && length(filled) < iamLimits.managedDocument) documents[documents.length - 1] = filled;
    else documents.push(withGrant({ Version: '2012-10-17', Statement: [] }, grant));
  }
  if (documents.length > iamLimits.managedPolicies)
    throw new TooManyTargets(
      `The ${new Set(targets.map(({ arn }) => arn)).size} targets of ${role} need ${documents.length} managed ` +
        `policies, and IAM attaches at most ${iamLimits.managedPolicies} to a role: move some lists to another stage.`,
    );
  return documents;
}

/** In a statement with others of its kind, or in one of its own. */
function withGrant({ Version, Statement }: PolicyDocument, { Resource, ...right }: Grant): PolicyDocument {
  const kind = JSON.stringify(right);
  const same = Statement.find(({ Effect, Resource, ...other }) => JSON.stringify(other) === kind);
  return {
    Version,
    Statement: same
      ? Statement.map((statement) =>
          statement === same ? { ...statement, Resource: [...statement.Resource, Resource] } : statement,
        )
      : [...Statement, { Effect: 'Allow', ...right, Resource: [Resource] }],
  };
}

function length(document: PolicyDocument): number {
  return JSON.stringify(document).length;
}
