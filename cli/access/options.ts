import type { Command } from 'commander';
import { BadRequest } from '../../lib/errors.js';
import type { Start } from '../work.js';

/** The commands by which people let themselves in; none of them needs a clone or a doorlist.yml. */
export function defineAccess(program: Command, start: Start): void {
  defineAllow(program, start);
  defineRun(program, start);
  defineRevoke(program, start);
  defineLeases(program, start);
  defineWhoami(program, start);
}

const where = `
The list may be left out where the API names you only one, or .doorlist.json has "list".
.doorlist.json is found from this folder upward; its keys are url, list, auth, region and device.`;

const pending = 'Exit codes: as ever, and 4 where it is granted but not open yet.';

function defineAllow(program: Command, start: Start): void {
  const command = program
    .command('allow [list]')
    .summary('let this machine in to a list, for a while')
    .description(
      "Puts this machine's own address on a list, IPv4 and IPv6 where it has both, and waits until it is in. " +
        'Said again, it renews; from a new address, it takes the place of the old one. The list forgets it by itself.',
    )
    .option('--for <time>', "how long, such as 90m, 4h or 1d (default: the list's)")
    .option('--why <text>', 'a reason, which stands in mails')
    .option('--wait [url]', "wait until this address, or the list's probe, is no longer blocked");
  withTimeout(withDevice(withAccess(command))).addHelpText(
    'after',
    `
Examples:
  $ doorlist allow developers --for 4h --why "webhook tests"
  $ doorlist allow --wait https://api.example.com/health
${where}
${pending}`,
  );
  start(command, async (context) => (await import('../commands/allow.js')).allow(context));
}

function defineRun(program: Command, start: Start): void {
  const command = program
    .command('run [list]')
    .usage('[options] [list] -- COMMAND [ARGUMENT ...]')
    .summary('let this machine in while a command runs')
    .description(
      'Takes a short lease of its own, runs the command, renews the lease and follows the machine when its ' +
        'address changes; ends the lease when the command ends or is ended. The command is not started where no ' +
        'lease is to be had.',
    )
    .option(
      '--for <time>',
      "how long a lease is, renewed at a third of it (default: 15m, or the list's longest)",
    )
    .option('--why <text>', 'a reason, which stands in mails')
    .option('--wait [url]', "start the command when this address, or the list's probe, is no longer blocked");
  withTimeout(withDevice(withAccess(command))).addHelpText(
    'after',
    `
Examples:
  $ doorlist run -- npm run dev
  $ doorlist run developers --for 30m -- sh -c 'curl "$API" | jq .'
${where}
The exit code is the command's: 128 + n where signal n ended it, 127 where there is no such command. Where it was
not started, it is doorlist's. What doorlist has to say goes to stderr; with --json, each event as a line.`,
  );
  command.allowExcessArguments().hook('preAction', (_, { args }) => {
    if (args.length > 1)
      throw new BadRequest(
        'usage/command',
        'The command to run goes after --, such as doorlist run developers -- npm run dev.',
      );
  });
  start(command, async (context) => (await import('../commands/run.js')).run(context));
}

function defineRevoke(program: Command, start: Start): void {
  const command = program
    .command('revoke [list]')
    .summary('end a lease before its time')
    .description(
      'Ends the lease of this device. An address that somebody else has a lease of stays open for them.',
    )
    .option('--all', 'end the leases of all your devices')
    .option('--id <id>', "end anybody's lease, by the id that leases --everyone tells; for administrators");
  withDevice(withAccess(command)).addHelpText(
    'after',
    `
Examples:
  $ doorlist revoke
  $ doorlist revoke developers --all
${where}
${pending}`,
  );
  start(command, async (context) => (await import('../commands/revoke.js')).revoke(context));
}

function defineLeases(program: Command, start: Start): void {
  const command = program
    .command('leases [list]')
    .summary('show your leases on a list')
    .option('--everyone', "show everybody's; for administrators");
  withAccess(command).addHelpText(
    'after',
    `
Examples:
  $ doorlist leases
  $ doorlist leases developers --everyone
${where}`,
  );
  start(command, async (context) => (await import('../commands/leases.js')).leases(context));
}

function defineWhoami(program: Command, start: Start): void {
  const command = program
    .command('whoami')
    .summary('show who and where the access API takes you for, and your lists');
  withAccess(command).addHelpText(
    'after',
    `
Examples:
  $ doorlist whoami
  $ doorlist whoami --json | jq -r '.addresses[].address'`,
  );
  start(command, async (context) => (await import('../commands/whoami.js')).whoami(context));
}

function withAccess(command: Command): Command {
  return command
    .option('--url <url>', 'the access API (default: $DOORLIST_URL, else .doorlist.json)')
    .option(
      '--auth <how>',
      'iam: AWS credentials sign; token: of a user pool (default: token where there is one, else iam)',
    )
    .option('--token-file <file>', 'where the token is (default: the token itself in $DOORLIST_TOKEN)')
    .option(
      '--region <region>',
      'of the API, for signing (default: from its name, .doorlist.json, $AWS_REGION)',
    );
}

function withDevice(command: Command): Command {
  return command.option('--device <name>', 'whose lease it is (default: .doorlist.json, else the host name)');
}

function withTimeout(command: Command): Command {
  return command.option('--patience <seconds>', 'how long to wait until AWS has taken it (default: 60)');
}
