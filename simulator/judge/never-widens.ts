import { addressesOf, spoken, without } from './addresses.js';
import { blame, writesOfRuns, type Rule } from './court.js';

/** Rule 7: whatever a write opens is wanted at that moment. */
export const neverWidens: Rule = (court) =>
  writesOfRuns(court).flatMap((write) => {
    const opened = without(addressesOf(write.after), addressesOf(write.before));
    if (opened.length === 0) return [];
    const strange = without(opened, court.wishes.perhaps(write.run, write.list, write.index));
    return strange.length > 0 ? [blame(7, write, `opened ${spoken(strange)} that nobody wants`)] : [];
  });
