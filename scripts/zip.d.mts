export function filesOf(path: string): Map<string, Uint8Array>;
