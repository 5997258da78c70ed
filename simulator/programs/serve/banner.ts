import type { Identity } from '../../aws/iam/iam.js';
import type { Serving } from '../serve.js';
import { wrap, type Palette } from '../demo/layout.js';

/** For programs: everything that a client needs, on one line. */
export function servingDocument({ url, aws, people, estate }: Serving, sourceIp: string) {
  const keys = ({ accessKeyId, secretAccessKey, arn }: Identity) => ({
    arn,
    env: environment(url, { accessKeyId, secretAccessKey }),
  });
  return {
    url,
    aws,
    address: sourceIp,
    lists: listsOf(estate),
    developer: keys(people.developer),
    administrator: keys(people.administrator),
    token: people.token,
  };
}

/** For people: what to paste into another terminal. */
export function banner(serving: Serving, sourceIp: string, palette: Palette): string[] {
  const { url, aws, people, estate } = serving;
  const [list = ''] = listsOf(estate);
  const { token } = people;
  return [
    palette.title('doorlist, on a simulated AWS, until Ctrl-C'),
    ...wrap('The functions are the ones that get deployed. No account is touched.'),
    '',
    `The access API: ${url}`,
    `AWS itself:     ${aws} (for AWS_ENDPOINT_URL)`,
    ...wrap(
      `Your address:   ${sourceIp}, which stands for this machine, since 127.0.0.1 is let in nowhere. Another one: --as ADDRESS.`,
    ),
    '',
    palette.title('As a developer, in another terminal'),
    ...exports(url, people.developer),
    `npx doorlist allow ${list} --for 1h --why "trying it out"`,
    '',
    palette.title('As an administrator'),
    ...exports(url, people.administrator),
    `npx doorlist leases ${list} --everyone`,
    `AWS_ENDPOINT_URL=${aws} npx doorlist flush ${list} --dry-run`,
    '',
    palette.title(
      `With a token: ${token.user}, in the group ${token.group} of the user pool here, for 12 hours`,
    ),
    `export DOORLIST_TOKEN=${token.value}`,
    `curl -X PUT -H "Authorization: Bearer $DOORLIST_TOKEN" ${url}/user/lists/${list}/leases/me`,
    '',
    palette.title('What happens'),
  ];
}

function exports(url: string, key: Identity): string[] {
  const values = Object.entries(environment(url, key)).map(([name, value]) => `${name}=${value}`);
  // Either would be taken in place of the keys, or beside them.
  return ['unset AWS_PROFILE AWS_SESSION_TOKEN DOORLIST_TOKEN', `export ${values.join(' ')}`];
}

function environment(url: string, key: Pick<Identity, 'accessKeyId' | 'secretAccessKey'>) {
  return {
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    AWS_REGION: 'eu-west-2',
    DOORLIST_URL: url,
  };
}

function listsOf({ lists }: Serving['estate']): string[] {
  return lists.filter(({ leases }) => leases).map(({ name }) => name);
}
