import { resolve } from 'node:path';
import type { Identity } from '../../aws/iam/iam.js';
import type { Serving } from '../serve.js';
import { wrap, type Palette } from '../demo/layout.js';

/** What `npm start -- --serve` was given. */
interface Given {
  /** The estate's. */
  file: string;
  sourceIp: string;
}

/** For programs: everything that a client needs, on one line. */
export function servingDocument(serving: Serving, { file, sourceIp }: Given) {
  const { url, aws, people, estate } = serving;
  return {
    url,
    aws,
    address: sourceIp,
    lists: listsOf(estate),
    developer: { arn: people.developer.arn, env: environment(url, people.developer) },
    administrator: { arn: people.administrator.arn, env: administratorsEnvironment(serving, file) },
    token: people.token,
  };
}

/** For people: what to paste into another terminal. */
export function banner(serving: Serving, { file, sourceIp }: Given, palette: Palette): string[] {
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
    ...exports(environment(url, people.developer)),
    `npx doorlist allow ${list} --for 1h --why "trying it out"`,
    '',
    palette.title('As an administrator, in a third one'),
    ...exports(administratorsEnvironment(serving, file)),
    `npx doorlist leases ${list} --everyone`,
    'npx doorlist plan',
    `npx doorlist flush ${list} --dry-run`,
    `npx doorlist flush ${list} --end-leases`,
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

function exports(variables: Record<string, string>): string[] {
  const values = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  // Either would be taken in place of the keys, or beside them.
  return ['unset AWS_PROFILE AWS_SESSION_TOKEN DOORLIST_TOKEN', `export ${values.join(' ')}`];
}

function environment(url: string, key: Identity) {
  return {
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    AWS_REGION: 'eu-west-2',
    DOORLIST_URL: url,
  };
}

/** Whoever looks after the lists asks this AWS, reads its feed, and has the file that is served. */
function administratorsEnvironment({ url, aws, people }: Serving, file: string) {
  return {
    ...environment(url, people.administrator),
    AWS_ENDPOINT_URL: aws,
    DOORLIST_FEED: `${aws}/ip-ranges.json`,
    DOORLIST_CONFIG: resolve(file),
  };
}

function listsOf({ lists }: Serving['estate']): string[] {
  return lists.filter(({ leases }) => leases).map(({ name }) => name);
}
