/** A parameter of a fault kind, as a person is asked for it. */
export interface ParameterForm {
  readonly name: string;
  readonly description: string;
  readonly unit: string | null;
  /** What it is where it is left out; `null` where it must be given. */
  readonly otherwise: string | null;
  readonly example: string;
}

/** What a person is asked for before a fault of a kind is injected. */
export interface FaultForm {
  readonly kind: string;
  readonly meaning: string;
  readonly targets: ReadonlyArray<string>;
  readonly parameters: ReadonlyArray<ParameterForm>;
  /** Whether it makes sense to say how long it lasts. */
  readonly lasts: boolean;
}

/** An experiment that may be opened from the page. */
export interface OfferedRun {
  readonly title: string;
  readonly experiment: unknown;
}

/** What the page is told by who serves it. */
export interface LiveData {
  readonly version: string;
  readonly forms: ReadonlyArray<FaultForm>;
  readonly offered: ReadonlyArray<OfferedRun>;
}
