import type { Scenario } from "../experiment.ts";
import type { FaultKind } from "../fault-kind.ts";
import type { FaultParameters } from "../fault-parameters.ts";
import type { Path } from "../problem.ts";
import type { Selector } from "../selector.ts";

/** What may strike in a scenario: a scripted fault, or one kind of a hazard. */
export interface Strike {
  readonly kind: FaultKind;
  /** Where it is written. */
  readonly path: Path;
  readonly targetPath: Path;
  readonly target: Selector | undefined;
  readonly parameters: FaultParameters;
  readonly detectAfter: number | undefined;
}

/** Everything that may strike, in the order in which it is written. */
export const strikesOf = ({ faults, hazards, hazardsOff }: Scenario): ReadonlyArray<Strike> => [
  ...faults.map((fault, index) => ({
    kind: fault.kind,
    path: ["faults", index],
    targetPath: ["faults", index, "target"],
    target: fault.target,
    parameters: fault,
    detectAfter: fault.detectAfter,
  })),
  ...(hazardsOff === true ? [] : hazards).flatMap(({ kinds, target }, index) =>
    kinds.map((one, nth) => ({
      kind: one.kind,
      path: ["hazards", index, "kinds", nth],
      targetPath: ["hazards", index, "target"],
      target,
      parameters: one,
      detectAfter: one.detectAfter,
    })),
  ),
];
