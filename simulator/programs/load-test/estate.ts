const ipSet = (name: string, n: number) =>
  `arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/${name}/a1b2c3d4-0001-4000-8000-00000000000${n}`;

export const v4 = ipSet('developers-v4', 1);
export const v6 = ipSet('developers-v6', 2);

export const loadTestEstate = `
alerts: { email: [platform@example.com] }
access: { auth: [iam] }
lists:
  developers:
    flush: { cron: '0 6,18 * * ? *' }
    leases: {}
    targets: [{ arn: '${v4}' }, { arn: '${v6}' }]
`;
