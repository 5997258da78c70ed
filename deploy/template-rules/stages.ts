import { unlogged } from '../access/access-logs.js';
import { ofType, type Rule } from './template.js';

export const stagesThrottle: Rule = (template) =>
  ofType(template, 'AWS::ApiGateway::Stage')
    .filter(
      ([, { MethodSettings = [] }]) =>
        !MethodSettings.some(
          (of) =>
            of.HttpMethod === '*' &&
            of.ResourcePath === '/*' &&
            of.ThrottlingRateLimit !== undefined &&
            of.ThrottlingBurstLimit !== undefined,
        ),
    )
    .map(([id]) => `${id} does not throttle every method.`);

export const requestsAreLogged: Rule = (template) =>
  ofType(template, 'AWS::ApiGateway::Stage').flatMap(([id, { AccessLogSetting, Description }]) => {
    if (AccessLogSetting === undefined)
      return Description === unlogged ? [] : [`${id} does not log its requests.`];
    return /authorizationToken|\.header|\.body|accessKey/i.test(AccessLogSetting.Format ?? '')
      ? [`${id} logs what callers keep secret.`]
      : [];
  });
