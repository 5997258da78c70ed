import { kindNames } from '../lib/targets/kinds.js';
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { BadRequest, Unavailable } from '../lib/errors.js';
import { functionName } from '../lib/function-name.js';
import type { Estate } from '../lib/estate/estate.js';
import type { Report } from '../lib/report/report.js';
import { jobs, type Job } from '../lib/triggers/triggers.js';
import { troubled } from './aws-trouble.js';
import type { StackName } from './stack-name.js';
import type { Context } from './surroundings.js';

/** The deployed functions of a stage. */
export interface Deployed {
  nameOf(trigger: Job): string;
  /**
   * Runs a function once and waits for its end.
   *
   * @throws BadRequest where the function did not take the payload; Unavailable where it failed or is not there
   */
  invoke(trigger: Job, payload: object): Promise<Report>;
  /** What serverless.yml put into the environment of a function. @throws Unavailable */
  environment(trigger: Job): Promise<Record<string, string>>;
}

/** A little longer than the functions' own 300 s, so that it is the function that gives up first. */
const timeouts = { connectionTimeout: 3_000, requestTimeout: 330_000, throwOnRequestTimeout: true };

export function deployedAt(
  { service, stage, region }: StackName,
  estate: Estate,
  { aws }: Context,
): Deployed {
  // Asked again, a call whose answer got lost would run the function twice.
  const lambda = new LambdaClient({ requestHandler: timeouts, ...aws, region, maxAttempts: 1 });
  const partition = estate.lists[0]?.targets[0]?.arn.split(':')[1] ?? 'aws';
  const nameOf = (trigger: Job) => functionName({ service, stage }, trigger);
  // By its whole ARN, so that other credentials cannot reach another account's function of the same name.
  const arnOf = (trigger: Job) =>
    `arn:${partition}:lambda:${region}:${estate.account}:function:${nameOf(trigger)}`;

  const failed = (trigger: Job) => (error: unknown) => {
    if (error instanceof Error && error.name === 'ResourceNotFoundException')
      throw new Unavailable(
        'function/not-deployed',
        `${nameOf(trigger)} is not deployed in ${region} of ${estate.account}; deploy it with npx serverless deploy --stage ${stage}, or say where it is with --stage, --region or --service.`,
        { cause: error },
      );
    throw troubled(error);
  };

  return {
    nameOf,

    async invoke(trigger, payload) {
      const { FunctionError, Payload } = await lambda
        .send(new InvokeCommand({ FunctionName: arnOf(trigger), Payload: JSON.stringify(payload) }))
        .catch(failed(trigger));
      const answer = json(Payload?.transformToString());
      if (FunctionError === undefined) return readReport(answer, nameOf(trigger));
      const { errorType, errorMessage } = functionError.parse(answer);
      if (errorType === 'BadRequest')
        throw new BadRequest(
          'function/request',
          `${nameOf(trigger)}, as it is deployed, says: ${errorMessage}`,
        );
      throw new Unavailable('function/failed', `${nameOf(trigger)} failed: ${errorMessage}`);
    },

    async environment(trigger) {
      const { Environment } = await lambda
        .send(new GetFunctionConfigurationCommand({ FunctionName: arnOf(trigger) }))
        .catch(failed(trigger));
      return Environment?.Variables ?? {};
    },
  };
}

const functionError = z
  .object({ errorType: z.string(), errorMessage: z.string() })
  .catch({ errorType: 'unknown', errorMessage: 'it did not say why; look into its log.' });

const rows = z.array(z.looseObject({ cidr: z.string(), why: z.string() }));

/** What is shown of a report; the rest may be another version's. */
const report = z.looseObject({
  trigger: z.enum(jobs),
  dryRun: z.boolean(),
  now: z.number(),
  lists: z.array(
    z.looseObject({
      list: z.string(),
      warnings: z.array(z.string()),
      targets: z.array(
        z.looseObject({
          target: z.looseObject({
            kind: z.enum(kindNames).default('ip-set'),
            arn: z.string(),
            name: z.string(),
            region: z.string(),
          }),
          outcome: z.enum(['unchanged', 'planned', 'applied', 'refused', 'failed']),
          wanted: z.number(),
          held: z.number(),
          foreign: z.number().default(0),
          added: rows,
          removed: rows,
          moved: rows.default([]),
          kept: rows,
          capacity: z.number().optional(),
          growth: z.array(z.looseObject({ month: z.string(), wanted: z.number() })).optional(),
          refusals: z.array(
            z.looseObject({ reason: z.string(), message: z.string(), forcible: z.boolean() }),
          ),
          requests: z.array(z.looseObject({ operation: z.string(), input: z.looseObject({}) })),
          written: z.array(z.looseObject({})).default([]),
        }),
      ),
    }),
  ),
});

function readReport(answer: unknown, name: string): Report {
  const read = report.safeParse(answer);
  if (read.success) return read.data as unknown as Report;
  throw new Unavailable(
    'function/answer',
    `${name} answered, but not with a report that this version reads; deploy this version, and look into its log for what it did.`,
  );
}

function json(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
