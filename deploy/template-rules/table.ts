import { ofType, type Rule } from './template.js';

export const tablesAreKept: Rule = (template) =>
  ofType(template, 'AWS::DynamoDB::Table').flatMap(([id, properties]) => {
    const kept = {
      'a DeletionPolicy of Retain': template.Resources[id]?.DeletionPolicy === 'Retain',
      'an UpdateReplacePolicy of Retain': template.Resources[id]?.UpdateReplacePolicy === 'Retain',
      'deletion protection': properties.DeletionProtectionEnabled === true,
      'point-in-time recovery':
        properties.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true,
    };
    return Object.entries(kept)
      .filter(([, has]) => !has)
      .map(([what]) => `${id} lacks ${what}.`);
  });
