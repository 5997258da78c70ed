import { isSuperseded } from '../lib/errors.js';
import { allTargets, type Report } from '../lib/report/report.js';

/** What to do where a run in this process was not of the edition that is deployed. */
export function notDeployed(report: Report, stage: string): string[] {
  const superseded = allTargets(report).some(({ error }) => error !== undefined && isSuperseded(error));
  return superseded
    ? [
        `This checkout is not what is deployed: check that out, or deploy this one with npx serverless deploy --stage ${stage}.`,
      ]
    : [];
}
