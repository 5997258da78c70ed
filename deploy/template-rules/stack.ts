import type { Rule } from './template.js';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const limits = { resources: 500, bytes: 1_000_000 };

export const stackFits: Rule = (template) => {
  const resources = Object.keys(template.Resources).length;
  const bytes = Buffer.byteLength(JSON.stringify(template));
  return [
    ...(resources > limits.resources
      ? [`The stack has ${resources} resources; CloudFormation takes ${limits.resources}.`]
      : []),
    ...(bytes > limits.bytes
      ? [`The template has ${bytes} bytes; CloudFormation takes ${limits.bytes}.`]
      : []),
  ];
};
