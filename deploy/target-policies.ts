/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html; white space is not counted. */
const longestDocument = 6144;
const mostPolicies = 10;

export interface PolicyDocument {
  Version: '2012-10-17';
  Statement: [{ Effect: 'Allow'; Action: string[]; Resource: string[] }];
}

/** There are more IP sets than the policies of one role can name; the message is one sentence. */
export class TooManyIpSets extends Error {
  override name = 'TooManyIpSets';
}

/**
 * The right to read and write exactly these IP sets, in as many documents as IAM's limit on their length asks
 * for. They are filled in the file's order, so that a new list changes the last one only.
 *
 * @throws TooManyIpSets where the documents are more than a role can have.
 */
export function ipSetPolicies(arns: readonly string[], role: string): PolicyDocument[] {
  const documents: PolicyDocument[] = [];
  for (const arn of arns) {
    const last = documents.at(-1)?.Statement[0].Resource;
    if (last && length(documentOf([...last, arn])) < longestDocument) last.push(arn);
    else documents.push(documentOf([arn]));
  }
  if (documents.length > mostPolicies)
    throw new TooManyIpSets(
      `The ${arns.length} IP sets of ${role} need ${documents.length} managed policies, and IAM attaches at most ` +
        `${mostPolicies} to a role: move some lists to another stage.`,
    );
  return documents;
}

function documentOf(arns: string[]): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['wafv2:GetIPSet', 'wafv2:UpdateIPSet'], Resource: arns }],
  };
}

function length(document: PolicyDocument): number {
  return JSON.stringify(document).length;
}
