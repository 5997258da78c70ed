/** The one place where reasons and refusals become sentences: for the mail, the log, the command line and the API. */
export { reasonWords, whyOf } from './words/reason.js';
export { causeWords } from './words/cause.js';
export { fullnessRemedyWords, fullnessWords } from './words/fullness.js';
export { leaseLimitWords } from './words/lease-limit.js';
export { moreRemadeWords, notOursWords, remadeWords } from './words/not-ours.js';
export { askWords, putBackWords } from './words/put-back.js';
export { warningWords } from './words/warning.js';
export { refusalWords, remedyWords, unknownNameWords } from './words/refusal.js';
