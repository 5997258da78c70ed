export interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Action: string | readonly string[];
  Resource: string | readonly string[];
}

export interface PolicyDocument {
  Version: '2012-10-17';
  Statement: Statement | readonly Statement[];
}

export type Decision = 'allowed' | 'denied' | 'explicitly denied';

const READ = ['Sid', 'Effect', 'Action', 'Resource'];

/** @throws Error for an element that the simulator does not know, since ignoring a Condition would allow too much. */
export function readPolicy(policy: PolicyDocument): readonly Statement[] {
  const statements = [policy.Statement].flat() as readonly Statement[];
  for (const element of statements.flatMap((statement) => Object.keys(statement)))
    if (!READ.includes(element)) throw new Error(`the simulator knows no ${element} of a policy`);
  return statements;
}

/** An explicit deny wins, and what nobody allows is denied: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
export function decide(policies: readonly PolicyDocument[], action: string, resource: string): Decision {
  const fitting = policies
    .flatMap(readPolicy)
    .filter((statement) => names(statement.Action, action, 'i') && names(statement.Resource, resource));
  if (fitting.some(({ Effect }) => Effect === 'Deny')) return 'explicitly denied';
  return fitting.length > 0 ? 'allowed' : 'denied';
}

/** `*` stands for any run of characters, slashes and colons too, `?` for one; actions know no case. */
function names(patterns: string | readonly string[], value: string, flags = ''): boolean {
  return [patterns].flat().some((pattern) => {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${source}$`, `s${flags}`).test(value);
  });
}
