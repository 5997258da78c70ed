/* What AWS takes at most, each with its page. A limit that only one file knows of stands in that file. */

/** https://docs.aws.amazon.com/waf/latest/developerguide/limits.html: fixed */
export const mostIpSetEntries = 10_000;

/** https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
export const mostPrefixListEntries = 1_000;

/** The same page: the rules of one family and direction in a group. Raised on request, never lowered. */
export const usualRulesPerGroup = 60;

/** The same page: groups attached to one interface, and the rules of all of them, however the quotas are raised. */
export const groupsPerInterface = { usual: 5, most: 16 };
export const mostRulesPerInterface = 1_000;

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html: of one resource, AWS's own not counted. */
export const tagsPerResource = 50;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: how long an integration may take. */
export const integrationTimeoutMs = 29_000;

/** The same page: requests a second and at once, of one account in one Region. */
export const apiGatewayThrottle = { rate: 10_000, burst: 5000 };

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: characters of a managed policy and of all
 * inline policies of a role, white space not counted; managed policies of a role, which is raised on request.
 */
export const iamLimits = { managedDocument: 6_144, inlineDocuments: 10_240, managedPolicies: 10 };
