/** One delivery of an event to a function. A retry keeps its requestId. */
export interface Invocation {
  function: string;
  event: unknown;
  requestId: string;
  attempt: number;
  trigger: string;
}
