import { ofType, same, type Rule } from './template.js';

/** A topic elsewhere is subscribed to in its own Region, and may invoke the function that it tells. */
export const subscriptionsArrive: Rule = (template) =>
  ofType(template, 'AWS::SNS::Subscription').flatMap(([id, { TopicArn, Endpoint, Region }]) => {
    if (typeof TopicArn !== 'string') return [];
    const region = TopicArn.split(':')[3];
    const permitted = ofType(template, 'AWS::Lambda::Permission').some(
      ([, permission]) => permission.SourceArn === TopicArn && same(permission.FunctionName, Endpoint),
    );
    return [
      ...(Region === region
        ? []
        : [`${id} names the Region ${String(Region)}; its topic is in ${String(region)}.`]),
      ...(permitted ? [] : [`${id} tells a function that its topic may not invoke.`]),
    ];
  });
