import type { Every, Experiment, FaultKind, FaultParameters, Trigger } from "@ordeal/model";

/** Text with a unit, or a number, as in a file: `"10 minutes"`, `"93.12 %"`, `0.5`. */
type Quantity = string | number;

interface Use {
  /** Files whose mapping is merged under this one. */
  readonly use: string | ReadonlyArray<string>;
}

type Parameters = { readonly [K in keyof FaultParameters]?: K extends "cuts" ? boolean : Quantity };

interface FaultInput extends Parameters, Partial<Use> {
  readonly kind?: FaultKind;
  readonly id?: string;
  readonly target?: string;
  readonly at?: string;
  readonly on?: (typeof Trigger)["Encoded"];
  readonly every?: (typeof Every)["Encoded"];
  readonly duration?: string;
  readonly detectAfter?: string;
  readonly cause?: string;
  readonly source?: string;
  readonly note?: string;
}

interface HazardKindInput extends Parameters, Partial<Use> {
  readonly kind?: FaultKind;
  readonly weight?: number;
  readonly cause?: string;
  readonly detectAfter?: string;
  readonly repair?: Encoded["cluster"]["repair"];
}

/** What may be written where an encoded type is expected: an include may bring any of its keys. */
type Writable<T> = T extends (...parameters: never) => unknown
  ? T
  : T extends ReadonlyArray<infer Item>
    ? ReadonlyArray<Writable<Item>>
    : T extends object
      ? { readonly [K in keyof T]: Writable<T[K]> } | (Use & { readonly [K in keyof T]?: Writable<T[K]> })
      : T;

type Encoded = (typeof Experiment)["Encoded"];
type HazardInput = Omit<NonNullable<Encoded["hazards"]>[number], "kinds"> & {
  readonly kinds: ReadonlyArray<HazardKindInput>;
};

interface Lists {
  readonly seed?: number;
  readonly recovery?: Writable<Encoded["recovery"]>;
  readonly hazards?: ReadonlyArray<Writable<HazardInput>>;
  readonly faults?: ReadonlyArray<FaultInput>;
  readonly changes?: ReadonlyArray<Writable<NonNullable<Encoded["changes"]>[number]>>;
  readonly thresholds?: ReadonlyArray<string>;
  readonly stopWhen?: ReadonlyArray<string>;
  readonly probe?: Quantity;
}

/** An experiment as people write it, in TypeScript. */
export type ExperimentInput = Partial<Use> & Lists & Writable<Omit<Encoded, keyof Lists>>;

/** Types an experiment that a TypeScript file exports: `export default experiment({ … })`. */
export const experiment = (input: ExperimentInput): ExperimentInput => input;
