/** What `pnpm ordeal import` was asked for. */
export interface ImportFlags {
  readonly format: string;
  /** `-` is stdin. */
  readonly file: string;
  readonly out: string | undefined;
  readonly mapping: string | undefined;
  readonly codes: ReadonlyArray<string>;
  readonly zone: string | undefined;
  readonly year: number | undefined;
  readonly title: string | undefined;
  readonly strict: boolean;
  readonly json: boolean;
}
