import * as Schema from "effect/Schema";
import type { ComponentKind } from "./address.ts";
import { detectAfterMeaning, FaultId } from "./fault.ts";
import { type FaultKind, faultKindNames, faultKinds } from "./fault-kind.ts";
import type { FaultParameters } from "./fault-parameters.ts";
import { ArrivalLaw, BurstLaw, LifeLaw, RelapseLaw, RepairLaw, VictimLaw } from "./law.ts";
import { type Selector, SelectorText, selectedComponent } from "./selector.ts";
import { withDefault } from "./text.ts";
import { DurationUs } from "./units/duration.ts";
import { RateText } from "./units/rate.ts";

const weight = Schema.Finite.check(Schema.isGreaterThan(0));
const common = {
  weight: weight.pipe(withDefault(1)),
  cause: Schema.optionalKey(Schema.String),
  detectAfter: Schema.optionalKey(DurationUs.annotate({ description: detectAfterMeaning })),
  /** How long this kind lasts, instead of the hazard's `repair`. */
  repair: Schema.optionalKey(RepairLaw),
};

/** One kind of fault that a hazard brings, with its weight among the others, such as a published count. */
export interface HazardKind extends FaultParameters {
  readonly kind: FaultKind;
  readonly weight: number;
  readonly cause?: string;
  readonly detectAfter?: number;
  readonly repair?: RepairLaw;
}

const HazardKind = Schema.Union(
  faultKindNames.map((kind) =>
    Schema.Struct({ kind: Schema.Literal(kind), ...common, ...faultKinds[kind].parameters }),
  ),
).annotate({
  expected: `a fault kind with its weight; kinds are ${faultKindNames.join(", ")}`,
}) as unknown as Schema.Codec<HazardKind, unknown>;

/** When a hazard can strike: what comes at another time strikes nothing. */
export const exposures = ["always", "while the job has processes", "while stepping"] as const;
export type Exposure = (typeof exposures)[number];

/** Faults that come by themselves: how often, in which rhythm, to whom, and for how long. */
export const Hazard = Schema.Struct({
  id: FaultId.check(Schema.isMaxLength(100, { expected: "at most 100 characters" })),
  source: Schema.optionalKey(Schema.String),
  /** All faults of the hazard, bursts and relapses included. Either this, or `life`, or a `trace` law. */
  rate: Schema.optionalKey(RateText),
  arrivals: ArrivalLaw.pipe(withDefault("exponential")),
  life: Schema.optionalKey(LifeLaw),
  kinds: Schema.NonEmptyArray(HazardKind),
  victims: VictimLaw.pipe(withDefault("uniform")),
  target: Schema.optionalKey(
    SelectorText.annotate({
      description:
        "Where its victims are drawn: `a node of the job`, `a node of the spares`, `sn03`; the whole cluster unless it is said.",
    }),
  ),
  exposed: Schema.optionalKey(
    Schema.Literals(exposures).annotate({
      description:
        "When its faults can strike; an arrival at another time strikes nothing, and does not count on the job. Unless it is said, each kind by itself: `always` for hardware, `while the job has processes` for software (job.crash, card.hang). The rate is that of the time in which it is exposed.",
    }),
  ),
  burst: Schema.optionalKey(BurstLaw),
  relapse: Schema.optionalKey(RelapseLaw),
  /** How long the faults last; the cluster's `repair` unless given. */
  repair: Schema.optionalKey(RepairLaw),
});
export type Hazard = typeof Hazard.Type;

/**
 * What a kind strikes in a hazard: the component that the hazard's `target` picks, where the kind can strike such a one,
 * else the first of the kind's own, which lies in or above the node that is drawn.
 */
export const struckComponent = (kind: FaultKind, target: Selector | undefined): ComponentKind => {
  const targets: ReadonlyArray<ComponentKind> = faultKinds[kind].targets;
  const selected = target === undefined ? undefined : selectedComponent(target);
  return selected !== undefined && targets.includes(selected) ? selected : faultKinds[kind].targets[0];
};
