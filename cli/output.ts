export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
}
