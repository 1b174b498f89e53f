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
  /** Faults that began before or after are passed over. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Of other tools' experiments: the experiment that says what cluster and job they break. */
  readonly on?: string | undefined;
  /** When their first fault strikes, as people write it. */
  readonly at?: string | undefined;
  readonly title: string | undefined;
  readonly strict: boolean;
  readonly force?: boolean;
  readonly json: boolean;
}
