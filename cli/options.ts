import type { Command } from 'commander';
import { defaultStage } from '../lib/estate/default-stage.js';
import { triggers, type Job } from '../lib/triggers/triggers.js';
import { defineAccess } from './access/options.js';
import type { Start } from './work.js';

export function defineOptions(program: Command): void {
  program
    .description('Keeps AWS IP allow-lists short-lived and up to date, unattended.')
    .option('--config <file>', 'the file to read (default: $DOORLIST_CONFIG, else doorlist.yml)')
    .option('--stage <name>', 'the stage; doorlist.STAGE.yml is read where it exists', defaultStage)
    .option('--json', 'print one JSON document, errors included')
    .option('--no-color', 'no colours; NO_COLOR does the same')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText(
      'after',
      `
Examples:
  $ doorlist validate                          is doorlist.yml right?
  $ doorlist plan --stage prod                 what would happen to every list?
  $ doorlist flush developers                  flush a list now
  $ doorlist refresh cloudfront --force        past a guard, once you have read why it refused
  $ doorlist allow developers --for 4h         let this machine in
  $ doorlist run developers -- npm run dev     let it in while a command runs

Exit codes: 0 ok, 1 failed, 2 usage or configuration, 3 refused by a guard or by the access API, 4 granted but not
open yet; of run, the command's own.
Credentials are found as the AWS CLI finds them: AWS_PROFILE and so on. AWS_ENDPOINT_URL is honoured.`,
    );
}

export function defineCommands(program: Command, start: Start): void {
  defineValidate(program, start);
  definePlan(program, start);
  defineFlushOrRefresh('flush', program, start);
  defineFlushOrRefresh('refresh', program, start);
  defineAccess(program, start);
}

function defineValidate(program: Command, start: Start): void {
  const command = program
    .command('validate')
    .summary('check doorlist.yml, and its selections against ip-ranges.json')
    .description(
      'Checks doorlist.yml and prints every mistake with its line. Where ip-ranges.json can ' +
        "be read, checks that each list's selection matches it, and counts what it admits. " +
        'Needs no AWS credentials.',
    )
    .option(
      '--feed <file|url>',
      'check against this ip-ranges.json, plain or .gz (default: $DOORLIST_FEED, else the live one)',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ doorlist validate --stage prod
  $ doorlist validate --feed ip-ranges.json.gz --json`,
    );
  start(command, async (context) => (await import('./commands/validate.js')).validate(context));
}

const reading =
  'wafv2:GetIPSet; for security groups and prefix lists ec2:DescribeSecurityGroupRules, ' +
  'ec2:DescribeSecurityGroups, ec2:DescribeSecurityGroupVpcAssociations, ' +
  'ec2:DescribeManagedPrefixLists, ec2:GetManagedPrefixListEntries, ' +
  'ec2:GetManagedPrefixListAssociations and, to know a raised quota, servicequotas:GetServiceQuota.';

function definePlan(program: Command, start: Start): void {
  const command = program
    .command('plan [list]')
    .summary('show what would be written, call by call; writes nothing')
    .description(
      'Reads every target with your credentials, plans in this process and prints the exact ' +
        'calls that would be made. Writes nothing. A list with a feed shows its refresh, a ' +
        'list without one its flush; --flush shows the flush of every list that has one. ' +
        `Needs ${reading} With lambda:GetFunctionConfiguration and dynamodb:BatchGetItem ` +
        "it knows what is doorlist's own; without them it says that it judges as if the state " +
        'table were lost.',
    )
    .option('--flush', 'plan the flush, of lists with a feed, too');
  withStack(withLocal(command)).addHelpText(
    'after',
    `
Examples:
  $ doorlist plan
  $ doorlist plan developers --flush
  $ doorlist plan --json | jq '.reports[].lists[].targets[].requests'`,
  );
  start(command, async (context) => (await import('./commands/plan.js')).plan(context));
}

const runs = {
  flush: {
    summary: 'flush lists now: remove what is not pinned, leased, fed or held',
    description:
      'Invokes the deployed flush and shows what it did: every address that is not pinned, ' +
      'leased, fed or held goes, whoever put it there; from security groups and prefix lists ' +
      'what others put there goes only with foreign: flush. Without a list, every list that has ' +
      'a flush. Needs lambda:InvokeFunction; with --local what the role of the function has.',
    example: 'developers',
  },
  refresh: {
    summary: 'bring lists with a feed up to date now',
    description:
      'Invokes the deployed refresh and shows what it did: lists with a feed get what ' +
      'ip-ranges.json says now. Without a list, every list that has a feed. Needs ' +
      'lambda:InvokeFunction; with --local what the role of the function has.',
    example: 'cloudfront',
  },
} as const;

function defineFlushOrRefresh(trigger: Job, program: Command, start: Start): void {
  const { summary, description, example } = runs[trigger];
  const command = program
    .command(`${trigger} [list]`)
    .summary(summary)
    .description(description)
    .option('--dry-run', 'plan only: nothing is written or mailed')
    .option('--force', 'past what a guard refused, for this run; needs a list');
  if (triggers[trigger].endsLeases) command.option('--end-leases', 'end every lease, too');
  command.option(
    '--local',
    'for emergencies: in this process, with your credentials, on the state table of the deployed stage',
  );
  withStack(withLocal(command)).addHelpText(
    'after',
    `
Examples:
  $ doorlist ${trigger} ${example} --dry-run
  $ doorlist ${trigger} ${example} --force --stage prod
  $ doorlist ${trigger} ${example} --local          when Lambda itself is in trouble

--feed is for emergencies: it replaces AWS's own file by one that you vouch for. It passes the same checks, its
address has to be https, or http of this machine, and its host is then the only one that is asked.`,
  );
  start(command, async (context) =>
    (await import('./commands/flush-or-refresh.js')).flushOrRefresh(trigger, context),
  );
}

function withStack(command: Command): Command {
  return command
    .option(
      '--region <region>',
      "the deployed functions' (default: $AWS_REGION, $AWS_DEFAULT_REGION, serverless.yml)",
    )
    .option('--service <name>', 'the name of the deployed service (default: serverless.yml)');
}

function withLocal(command: Command): Command {
  const isPlan = command.name() === 'plan';
  const local = isPlan ? '' : 'with --local: ';
  return command
    .option(
      '--feed <file|url>',
      `${local}this ip-ranges.json, plain or .gz (default: ${isPlan ? '$DOORLIST_FEED, else ' : ''}the live one)`,
    )
    .option('--table <name>', `${local}the state table, where no function can tell (output StateTableName)`)
    .option('--topic <arn>', `${local}the topic of the mails, likewise (output AlertsTopicArn)`);
}
