import { ref, type Resources } from '../cloudformation.js';
import { accessApi } from './api.js';

export const leaseRequestModel = 'AccessWish';
export const leaseRequestValidator = 'AccessWishValidator';

/**
 * What is no JSON object, or has other keys, does not reach the function. What each key may say is the function's to
 * judge: API Gateway could not say what is wrong with it. An absent body counts as `{}`.
 */
export function request(): Resources {
  return {
    [leaseRequestModel]: {
      Type: 'AWS::ApiGateway::Model',
      Properties: {
        RestApiId: ref(accessApi),
        Name: 'Wish',
        ContentType: 'application/json',
        Schema: {
          $schema: 'http://json-schema.org/draft-04/schema#',
          type: 'object',
          properties: { for: {}, why: {}, device: {} },
          additionalProperties: false,
        },
      },
    },
    [leaseRequestValidator]: {
      Type: 'AWS::ApiGateway::RequestValidator',
      Properties: { RestApiId: ref(accessApi), Name: 'body', ValidateRequestBody: true },
    },
  };
}
