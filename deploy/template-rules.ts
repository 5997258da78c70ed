import {
  apisAreRegional,
  permissionsAreNarrow,
  policiesOfApisAllowTokensOnly,
} from './template-rules/apis.js';
import {
  alarmsTellSomeone,
  failuresAreKept,
  functionsRunAsTested,
  logsEnd,
} from './template-rules/functions.js';
import { oneRoleEach, rolesFit } from './template-rules/roles.js';
import { everyRouteAsksWho } from './template-rules/routes.js';
import { schedulesKeepTrying } from './template-rules/schedules.js';
import { stackFits } from './template-rules/stack.js';
import { requestsAreLogged, stagesThrottle } from './template-rules/stages.js';
import { subscriptionsArrive } from './template-rules/subscriptions.js';
import { tablesAreKept } from './template-rules/table.js';
import type { Template } from './template-rules/template.js';
import { noWildcards } from './template-rules/wildcards.js';

export type { Template } from './template-rules/template.js';

/** What AWS would accept and we do not; AWS's own validator passes all of it. */
const rules = [
  noWildcards,
  rolesFit,
  oneRoleEach,
  schedulesKeepTrying,
  tablesAreKept,
  subscriptionsArrive,
  functionsRunAsTested,
  failuresAreKept,
  alarmsTellSomeone,
  logsEnd,
  stackFits,
  everyRouteAsksWho,
  apisAreRegional,
  policiesOfApisAllowTokensOnly,
  stagesThrottle,
  requestsAreLogged,
  permissionsAreNarrow,
];

export function templateFindings(template: Template): string[] {
  return rules.flatMap((rule) => rule(template));
}
