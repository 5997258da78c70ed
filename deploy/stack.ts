import type { Estate } from '../lib/estate/estate.js';
import { access } from './access.js';
import { alarms } from './alarms.js';
import { alerts } from './alerts.js';
import type { Outputs, Resources } from './cloudformation.js';
import type { Deployment } from './deployment.js';
import { failures } from './failure-queue.js';
import { refreshEvents } from './ip-space-changed.js';
import { outputs } from './outputs.js';
import { roles } from './roles.js';
import { schedules } from './schedules.js';
import { table } from './table.js';

/** What serverless.yml includes: everything of the stack that depends on the estate, or is pointed at by it. */
export interface Stack {
  resources: { Resources: Resources; Outputs: Outputs };
  refreshEvents: ReturnType<typeof refreshEvents>;
  /** How long the logs with audit records are kept; absent: as long as others. */
  auditDays?: number;
}

export function stack(estate: Estate, deployment: Deployment): Stack {
  return {
    resources: {
      Resources: {
        ...table(),
        ...failures(),
        ...alerts(estate),
        ...roles(estate, deployment),
        ...schedules(estate, deployment),
        ...access(estate, deployment),
        ...alarms(estate, deployment),
      },
      Outputs: outputs(estate, deployment),
    },
    refreshEvents: refreshEvents(estate),
    ...(estate.access && { auditDays: estate.access.auditDays }),
  };
}
