import * as Schema from "effect/Schema";
import type { ComponentKind } from "./address.ts";
import { detectAfterSaid, FaultId, kindField } from "./fault.ts";
import { type FaultKind, faultKindNames, faultKinds } from "./fault-kind.ts";
import type { FaultParameters } from "./fault-parameters.ts";
import { ArrivalLaw, BurstLaw, LifeLaw, PeriodLaw, RelapseLaw, RepairLaw, VictimLaw } from "./law.ts";
import { type Selector, SelectorText, selectedComponent } from "./selector.ts";
import { withDefault } from "./text.ts";
import { DurationUs } from "./units/duration.ts";
import { MtbfText, rateOfMtbf } from "./units/mtbf.ts";
import { type Rate, RateText } from "./units/rate.ts";

const weight = Schema.Finite.check(Schema.isGreaterThan(0));
const common = {
  weight: weight
    .annotate({
      description: "How often it is drawn among the hazard's kinds, such as a published count.",
      example: 148,
    })
    .pipe(withDefault(1)),
  cause: Schema.optionalKey(
    Schema.String.annotate({
      description: "What people call it: the summary counts interruptions by cause.",
      otherwise: "its kind",
      example: "HBM3 memory",
    }),
  ),
  detectAfter: Schema.optionalKey(DurationUs.annotate(detectAfterSaid)),
  repair: Schema.optionalKey(
    RepairLaw.annotate({
      description: "How long this kind lasts, instead of the hazard's `repair`.",
      otherwise: "as the hazard says",
      example: { fixed: "1 hour" },
    }),
  ),
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
  faultKindNames.map((kind) => Schema.Struct({ kind: kindField(kind), ...common, ...faultKinds[kind].parameters })),
).annotate({
  expected: `a fault kind with its weight; kinds are ${faultKindNames.join(", ")}`,
}) as unknown as Schema.Codec<HazardKind, unknown>;

/** When a hazard can strike: what comes at another time strikes nothing. */
export const exposures = ["always", "while the job has processes", "while stepping"] as const;
export type Exposure = (typeof exposures)[number];

/** Faults that come by themselves: how often, in which rhythm, to whom, and for how long. */
export const Hazard = Schema.Struct({
  id: FaultId.check(Schema.isMaxLength(100, { expected: "at most 100 characters" })).annotate({
    description: "Names the hazard and its faults, and its sources of chance.",
    example: "nodes",
  }),
  source: Schema.optionalKey(
    Schema.String.annotate({
      description: "Where the rate comes from.",
      otherwise: "nobody says",
      example: "Kokolis et al., arXiv 2410.21680",
    }),
  ),
  rate: Schema.optionalKey(
    RateText.annotate({
      description:
        "How often all its faults come, bursts and relapses included: per component and time (`0.3e-3 per card-day`) or for the fleet (`419 per 54 days`). Either this, or `mtbf`, or `life`, or a `trace` of arrivals.",
      otherwise: "`mtbf`, `life` or a `trace` says",
      example: "6.50 per 1,000 node-days",
    }),
  ),
  mtbf: Schema.optionalKey(
    MtbfText.annotate({
      description:
        "The same as a mean time between failures, as data sheets give it: of each component (`per card`), or of all together (`per fleet`). In place of `rate`.",
      otherwise: "the rate says",
      example: "50,000 hours per card",
    }),
  ),
  arrivals: ArrivalLaw.annotate({
    description: "How the gaps between its faults are spread around their mean.",
    example: { weibull: { shape: 0.62 } },
  }).pipe(withDefault("exponential")),
  life: Schema.optionalKey(
    LifeLaw.annotate({
      description: "Each component's own life, from fresh at the run's start, in place of a rate.",
      otherwise: "the rate says",
    }),
  ),
  kinds: Schema.NonEmptyArray(HazardKind).annotate({ description: "What kinds of fault it brings." }),
  victims: VictimLaw.annotate({
    description: "Who is struck: anybody alike, or some nodes more than others.",
    example: { lemons: { share: "1 %", faults: "50 %" } },
  }).pipe(withDefault("uniform")),
  target: Schema.optionalKey(
    SelectorText.annotate({
      description: "Where its victims are drawn: `a node of the job`, `a node of the spares`, `sn03`.",
      otherwise: "the whole cluster",
      example: "a node of the job",
    }),
  ),
  exposed: Schema.optionalKey(
    Schema.Literals(exposures).annotate({
      description:
        "When its faults can strike; an arrival at another time strikes nothing, and does not count on the job. The rate is that of the time in which it is exposed.",
      otherwise:
        "each kind by itself: `always` for hardware, `while the job has processes` for software (`job.crash`, `card.hang`)",
      example: "while stepping",
    }),
  ),
  burst: Schema.optionalKey(
    BurstLaw.annotate({ description: "Faults that come several at once.", otherwise: "each comes alone" }),
  ),
  relapse: Schema.optionalKey(
    RelapseLaw.annotate({
      description: "Repaired components that fail again soon.",
      otherwise: "they are as good as new",
    }),
  ),
  periods: Schema.optionalKey(
    PeriodLaw.annotate({
      description:
        "Good and bad periods: a rate that changes, causes that come in waves, and repairs that are long or short together.",
      otherwise: "the rate is steady, and each kind and each repair is drawn by itself",
      example: { every: "14 days", rateVariation: "45 %", repairCorrelation: "20 %" },
    }),
  ),
  repair: Schema.optionalKey(
    RepairLaw.annotate({
      description: "How long its faults last.",
      otherwise: "the cluster's `repair`",
      example: { lognormal: { median: "20 hours", mean: "30 hours" } },
    }),
  ),
});
export type Hazard = typeof Hazard.Type;

/** How often a hazard strikes, whichever way it says so; `undefined` where lives or a trace say it. */
export const hazardRate = ({ rate, mtbf }: Pick<Hazard, "rate" | "mtbf">): Rate | undefined =>
  rate ?? (mtbf === undefined ? undefined : rateOfMtbf(mtbf));

/**
 * What a kind strikes in a hazard: the component that the hazard's `target` picks, where the kind can strike such a one,
 * else the first of the kind's own, which lies in or above the node that is drawn.
 */
export const struckComponent = (kind: FaultKind, target: Selector | undefined): ComponentKind => {
  const targets: ReadonlyArray<ComponentKind> = faultKinds[kind].targets;
  const selected = target === undefined ? undefined : selectedComponent(target);
  return selected !== undefined && targets.includes(selected) ? selected : faultKinds[kind].targets[0];
};
