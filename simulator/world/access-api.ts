import { answers, type GatewayAnswer } from '../../deploy/access/answers.js';
import { headersOf, templateOf } from '../../deploy/access/gateway-responses.js';
import type { Access } from '../../lib/estate/estate.js';
import { routes, trees } from '../../lib/access/routes.js';
import type { Authorizer, RestApi } from '../aws/api-gateway/rest-api.js';

/** doorlist's REST API, as it is deployed for an estate. */
export function accessApi(access: Access, { stage, name }: { stage: string; name: string }): RestApi {
  return {
    id: 'd00r1157ap',
    stage,
    function: name,
    methods: [
      ...(access.iam ? tree(trees.iam, { type: 'AWS_IAM' }, access) : []),
      ...(access.cognito
        ? tree(
            trees.cognito,
            {
              type: 'COGNITO_USER_POOLS',
              pools: access.cognito.pools.map(({ arn }) => arn),
              scopes: access.cognito.scopes,
            },
            access,
          )
        : []),
    ],
    ...(access.allowFrom.length > 0 && { allowFrom: access.allowFrom }),
    responses,
  };
}

function tree(root: string, authorizer: Authorizer, { throttle }: Access): RestApi['methods'] {
  return routes.map(({ method, path }) => ({ method, resource: `${root}${path}`, authorizer, throttle }));
}

/** The very answers that the template has, so that what is packaged is what is tried. */
const responses: NonNullable<RestApi['responses']> = Object.fromEntries(
  Object.entries<GatewayAnswer>(answers).map(([type, answer]) => [
    type,
    {
      ...(answer.status !== undefined && { status: answer.status }),
      headers: headersOf(answer),
      template: templateOf(answer),
    },
  ]),
);
