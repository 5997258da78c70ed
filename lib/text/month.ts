/** `2026-08` */
export function monthOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 7);
}
