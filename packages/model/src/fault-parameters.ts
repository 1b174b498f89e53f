import { SECOND_US } from "./units/time.ts";

/** The parameters that some kind takes, decoded; each kind has its own of these. Times in microseconds. */
export interface FaultParameters {
  readonly speed?: number;
  readonly share?: number;
  readonly flow?: number;
  readonly rise?: number;
  readonly up?: number;
  readonly down?: number;
  readonly cuts?: boolean;
  readonly stepsAfterLoad?: number;
}

type Choices = {
  readonly [P in keyof FaultParameters]-?: ReadonlyArray<NonNullable<FaultParameters[P]> | undefined>;
};

const shares = [0.9, 0.75, 0.5, 0.25, 0.1] as const;
const times = [5, 10, 20, 30, 60, 120, 300].map((seconds) => seconds * SECOND_US);

/** What each parameter may be, in round values from mild to grave; `undefined` where it may be left out. */
export const parameterChoices: Choices = {
  speed: shares,
  share: shares,
  flow: [0.75, 0.5, 0.35, 0.25, 0.1, 0],
  rise: [5, 10, 20, 30, 40],
  up: times,
  down: times,
  cuts: [undefined, true],
  stepsAfterLoad: [undefined, 1, 10],
};
