import { httpsTransport } from '../lib/sources/feed/https.js';
import { thisMachine } from './access/machine.js';
import { doorlist } from './program.js';

/** The command line as a process: the only place in cli/ that touches it. */
export async function main(root: string): Promise<void> {
  // The oldest Node that doorlist supports; whoever runs a command cannot do anything about the SDK's plans.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  process.stdout.on('error', endWithReader);
  // Nobody hears a word any more, but a lease still has to be ended.
  process.stderr.on('error', () => undefined);
  const exit = await doorlist(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    root,
    now: Date.now,
    transport: httpsTransport,
    aws: {},
    machine: thisMachine(),
  });
  process.exitCode = exit;
  // The pace's timers would keep the process for another second.
  process.stdout.write('', () => process.exit(exit));
}

/** `| head` reads as much as it likes. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}
