import { routes, trees, type Right } from '../../lib/access/routes.js';
import type { Estate } from '../../lib/estate/estate.js';
import { logicalId, sub, type Resources } from '../cloudformation.js';
import { listsWithLeases, type Deployment } from '../deployment.js';
import { accessApi } from './api.js';

const policies = [
  { right: 'join', rights: ['anyone', 'join'], may: 'let themselves in to' },
  { right: 'administer', rights: ['anyone', 'administer'], may: 'see and end the leases of' },
] as const satisfies readonly { right: Right; rights: Right[]; may: string }[];

/** For each list what to attach to people who sign: exactly its routes. Whoever may administer need not be able to join. */
export function people(estate: Estate, { stage }: Deployment): Resources {
  if (!estate.access?.iam) return {};
  return Object.fromEntries(
    listsWithLeases(estate).flatMap(({ name }) =>
      policies.map(({ right, rights, may }) => [
        policyId(right, name),
        {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: {
            Description: `Whoever has this may ${may} the list ${name}`,
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'execute-api:Invoke',
                  Resource: routes
                    .filter((route) => (rights as readonly Right[]).includes(route.right))
                    .map(({ method, path }) => `${method}${trees.iam}${pathOf(path, name)}`)
                    .map((route) => sub(`${apiArn(stage)}/${route}`)),
                },
              ],
            },
          },
        },
      ]),
    ),
  );
}

export function policyId(right: 'join' | 'administer', list: string): string {
  return logicalId(right === 'join' ? 'JoinPolicy' : 'AdministerPolicy', list);
}

/** For `Fn::Sub`. */
export function apiArn(stage: string): string {
  return `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${accessApi}}/${stage}`;
}

/** A lease's id is not known before. */
function pathOf(path: string, list: string): string {
  return path.replace('{list}', list).replace('{id}', '*');
}
