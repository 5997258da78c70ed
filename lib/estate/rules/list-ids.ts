import { shown, spelled, type Finding } from '../mistakes/mistakes.js';
import { entries, field, type Path } from '../mistakes/readable.js';

/** Rules and entries in AWS are told apart by the id of their list, which is its name unless it says another. */
export function judgeIds(raw: unknown): Finding[] {
  const lists = entries(field(raw, 'lists')).map(([name, list]) => ({ name, id: field(list, 'id') }));
  return lists.flatMap(({ name, id }, i) => {
    if (typeof id !== 'string') return [];
    const path = ['lists', name, 'id'];
    const named = lists.some((other) => other.name === id && id !== name);
    // Of two lists with the same id the second is told.
    const earlier = lists.slice(0, i).find((other) => other.id === id);
    return [
      ...(named ? [taken(path, id, ['lists', id], 'name')] : []),
      ...(earlier ? [taken(path, id, ['lists', earlier.name, 'id'], 'id')] : []),
    ];
  });
}

function taken(path: Path, id: string, other: Path, what: string): Finding {
  return {
    path,
    message: `${shown(id)} is the ${what} of another list (${spelled(other)}); an id is the first name of one list only`,
  };
}
