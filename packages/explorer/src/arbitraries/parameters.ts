import { type FaultKind, type FaultParameters, faultKinds, MINUTE_US, SECOND_US } from "@ordeal/model";
import fc from "fast-check";
import { record } from "./record.ts";
import { given } from "./scene.ts";
import { shareOf, time } from "./time.ts";

/** One draw for whatever parameters a kind turns out to have. */
interface Dials {
  readonly percent: number;
  readonly upUs: number;
  readonly downUs: number;
  readonly cuts: boolean | undefined;
  readonly stepsAfterLoad: number | undefined;
}

/** Every parameter that a kind can have, from the dials. */
const parameterOf: { readonly [P in keyof FaultParameters]-?: (dials: Dials) => FaultParameters[P] } = {
  speed: ({ percent }) => shareOf(percent),
  share: ({ percent }) => shareOf(percent),
  flow: ({ percent }) => percent / 100,
  rise: ({ percent }) => 5 + percent,
  up: ({ upUs }) => upUs,
  down: ({ downUs }) => downUs,
  cuts: ({ cuts }) => cuts,
  stepsAfterLoad: ({ stepsAfterLoad }) => stepsAfterLoad,
};

/** The parameters of whatever kind they are asked for. */
export const parameters = (): fc.Arbitrary<(kind: FaultKind) => FaultParameters> =>
  record({
    percent: fc.nat(95),
    upUs: time(SECOND_US, 10 * MINUTE_US),
    downUs: time(SECOND_US, 10 * MINUTE_US),
    cuts: fc.constantFrom(undefined, false, true),
    stepsAfterLoad: fc.constantFrom(undefined, undefined, 1, 10),
  }).map((dials) => (kind) => {
    const names = Object.keys(faultKinds[kind].parameters) as ReadonlyArray<keyof FaultParameters>;
    return given<FaultParameters>(Object.fromEntries(names.map((name) => [name, parameterOf[name](dials)])));
  });
