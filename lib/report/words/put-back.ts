import type { Cidr } from '../../cidr.js';
import { count } from './count.js';

/** A mail and a row have room for a few. */
const most = 20;

/** That something was taken out of a target, in sentences. */
export function putBackWords(target: string, cidrs: readonly Cidr[], who: string | undefined): string {
  const more = cidrs.length - most;
  const some = cidrs.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
  const were = cidrs.length === 1 ? 'was gone and is' : 'were gone and are';
  const edit = who === undefined ? '' : ` CloudTrail says that ${who} made the last edit.`;
  return `Put back: ${who ?? 'somebody'} took it out. ${count(cidrs.length, 'entry', 'entries')} of doorlist's in ${target} ${were} in again: ${some}.${edit}`;
}

/** Whom to ask, once it has come again on another day. */
export function askWords(since: string, who: string | undefined): string {
  const again = `This has come again and again since ${since}, and doorlist puts back what is wanted each time.`;
  return who === undefined
    ? `${again} Look for the infrastructure code or the controller that owns the target and takes out what it does not know (Terraform, CloudFormation, a controller of Kubernetes), and ask whoever runs it to leave doorlist's entries alone. CloudTrail's event history of the target names the caller.`
    : `${again} Ask ${who}, whom CloudTrail names, to leave doorlist's entries alone, or to take the target out of the infrastructure code or the controller that owns it.`;
}
