import { ofType, same, type Rule } from './template.js';

export const functionsRunAsTested: Rule = (template) =>
  ofType(template, 'AWS::Lambda::Function')
    .filter(([, { Runtime, Architectures }]) => Runtime !== 'nodejs24.x' || !same(Architectures, ['arm64']))
    .map(([id]) => `${id} does not run on nodejs24.x and arm64.`);

/** A run that failed every retry is kept, and somebody is told. */
export const failuresAreKept: Rule = (template) => {
  const configs = ofType(template, 'AWS::Lambda::EventInvokeConfig');
  return ofType(template, 'AWS::Lambda::Function')
    .filter(
      ([id]) =>
        !configs.some(
          ([, { FunctionName, DestinationConfig }]) =>
            same(FunctionName, { Ref: id }) && DestinationConfig?.OnFailure?.Destination !== undefined,
        ),
    )
    .map(([id]) => `${id} has no destination for what it fails to do.`);
};

export const alarmsTellSomeone: Rule = (template) =>
  ofType(template, 'AWS::CloudWatch::Alarm').flatMap(([id, { AlarmActions = [], TreatMissingData }]) => [
    ...(AlarmActions.length > 0 ? [] : [`${id} tells nobody.`]),
    ...(TreatMissingData === 'notBreaching' ? [] : [`${id} does not take silence for health.`]),
  ]);

export const logsEnd: Rule = (template) =>
  ofType(template, 'AWS::Logs::LogGroup')
    .filter(([, { RetentionInDays }]) => RetentionInDays === undefined)
    .map(([id]) => `${id} is kept for ever.`);
