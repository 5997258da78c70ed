/** What stands in the simulated AWS for the estates of the crash program and of the histories. */
const ipSet = (name: string, n: number) =>
  `arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/${name}/a1b2c3d4-0001-4000-8000-00000000000${n}`;
const ec2 = (kind: string, n: number) =>
  `arn:aws:ec2:eu-west-2:111122223333:${kind}-${n.toString(16).padStart(17, '0')}`;

export const people4 = ipSet('people-v4', 1);
export const people6 = ipSet('people-v6', 2);
export const edge4 = ipSet('edge-v4', 3);
export const edge6 = ipSet('edge-v6', 4);
export const groupA = ec2('security-group/sg', 10);
export const groupB = ec2('security-group/sg', 11);
export const groupC = ec2('security-group/sg', 12);
export const list4 = ec2('prefix-list/pl', 4);
export const list6 = ec2('prefix-list/pl', 6);

/** All of it, empty but for one address that somebody put there. */
export const everything = {
  ipSets: [
    { arn: people4, addresses: ['9.9.9.9/32'] },
    ...[people6, edge4, edge6].map((arn) => ({ arn, addresses: [] })),
  ],
  securityGroups: [groupA, groupB, groupC].map((arn) => ({ arn })),
  prefixLists: [
    { arn: list4, family: 'IPV4' as const, maxEntries: 60 },
    { arn: list6, family: 'IPV6' as const, maxEntries: 60 },
  ],
};
