/** What every test says of the account: its number, when its tests begin, and what its targets are called. */
export const account = '111122223333';

export const minute = 60_000;
export const hour = 60 * minute;
export const start = Date.UTC(2026, 7, 22, 4);

export const ipSetArn = (name: string, n: number, region = 'eu-west-2'): string =>
  `arn:aws:wafv2:${region}:${account}:regional/ipset/${name}/a1b2c3d4-0001-4000-8000-${String(n).padStart(12, '0')}`;

const digits = (n: number) => String(n).padStart(17, '0');

export const groupId = (n: number): string => `sg-${digits(n)}`;
export const groupArn = (n: number): string =>
  `arn:aws:ec2:eu-west-2:${account}:security-group/${groupId(n)}`;
export const listId = (n: number): string => `pl-${digits(n)}`;
export const listArn = (n: number): string => `arn:aws:ec2:eu-west-2:${account}:prefix-list/${listId(n)}`;
