import type { Estate } from '../../lib/estate/estate.js';
import { ref, sub, type Outputs } from '../cloudformation.js';
import { listsWithLeases, type Deployment } from '../deployment.js';
import { accessApi } from './api.js';
import { accessDomain } from './domain.js';
import { policyId } from './people.js';
import { accessApiKey } from './usage-plan.js';

/** What people and their administrators need to know of the API. */
export function accessOutputs(estate: Estate, { stage }: Deployment): Outputs {
  const { access } = estate;
  if (!access) return {};
  const url = access.domain
    ? `https://${access.domain.name}`
    : `https://\${${accessApi}}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/${stage}`;
  return {
    AccessUrl: { Description: 'Where people let themselves in', Value: sub(url) },
    ...(access.domain && {
      AccessDomainTarget: {
        Description: `What ${access.domain.name} is an alias (A and AAAA) of`,
        Value: { 'Fn::GetAtt': [accessDomain, 'RegionalDomainName'] },
      },
      AccessDomainZone: {
        Description: 'The hosted zone of that alias target',
        Value: { 'Fn::GetAtt': [accessDomain, 'RegionalHostedZoneId'] },
      },
    }),
    ...(access.usagePlan && {
      AccessApiKeyId: { Description: 'Of the API key that callers show', Value: ref(accessApiKey) },
    }),
    ...(access.iam &&
      Object.fromEntries(
        listsWithLeases(estate).flatMap(({ name }) => [
          [policyId('join', name), { Description: `May join ${name}`, Value: ref(policyId('join', name)) }],
          [
            policyId('administer', name),
            { Description: `May administer ${name}`, Value: ref(policyId('administer', name)) },
          ],
        ]),
      )),
  };
}
