/** What serverless.yml calls a function of a stage. */
export function functionName({ service, stage }: { service: string; stage: string }, name: string): string {
  return `${service}-${stage}-${name}`;
}

/** The function whose edition is that of the whole stack: docs/adr/017-the-deployed-edition-writes.md. */
export const editionsFunction = 'flush';
