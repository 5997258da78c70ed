/** Of the record's actors: people are `console-NAME`, and what was there from the start AWS planted. */
export const isForeignActor = (actor: string): boolean => actor === 'aws' || isPerson(actor);

export const isPerson = (actor: string): boolean => actor.startsWith('console-');
