import * as Schema from "effect/Schema";
import type { ComponentKind } from "./address.ts";
import { withDefault } from "./text.ts";
import { PositiveDurationUs } from "./units/duration.ts";
import { ReducedRatio, SlowedRatio } from "./units/ratio.ts";

interface FaultKindDefinition {
  /** What it means, in one line. */
  readonly meaning: string;
  /** What it can strike; the first is what a hazard draws. */
  readonly targets: readonly [ComponentKind, ...Array<ComponentKind>];
  /** Its own parameters. */
  readonly parameters: Schema.Struct.Fields;
}

const cuts = { cuts: Schema.optionalKey(Schema.Boolean) };

const stepsAfterLoad = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000_000 })).annotate({
  description:
    "It is found so many steps after the job next loads a checkpoint, and not after a latency: as when the loss leaves its curve after a restart.",
});

/** Every fault kind. A new one begins with a line here; `packages/simulator/ADDING-A-FAULT.md` tells the rest. */
export const faultKinds = {
  "card.crash": { meaning: "a card fails and its process dies", targets: ["card"], parameters: {} },
  "card.hang": { meaning: "a collective never completes; only a timeout sees it", targets: ["card"], parameters: {} },
  "card.slow": {
    meaning: "a straggler: the card computes at this speed",
    targets: ["card"],
    parameters: { speed: SlowedRatio },
  },
  "card.corrupt": {
    meaning: "silent data corruption",
    targets: ["card"],
    parameters: { stepsAfterLoad: Schema.optionalKey(stepsAfterLoad) },
  },
  "node.crash": { meaning: "a host goes down with all its cards", targets: ["node"], parameters: {} },
  "link.down": { meaning: "a link is lost", targets: ["uplink", "plane", "storage"], parameters: cuts },
  "link.flap": {
    meaning: "a link goes down and up again, over and over",
    targets: ["uplink", "plane", "storage"],
    parameters: { up: PositiveDurationUs, down: PositiveDurationUs, ...cuts },
  },
  "link.degrade": {
    meaning: "a link keeps a share of its bandwidth",
    targets: ["uplink", "plane", "storage"],
    parameters: { share: SlowedRatio },
  },
  "switch.down": { meaning: "a switch and all its links are lost", targets: ["tor", "plane"], parameters: cuts },
  "cooling.pump": {
    meaning: "a loop keeps this share of its flow",
    targets: ["loop"],
    parameters: { flow: ReducedRatio.pipe(withDefault(0)) },
  },
  "cooling.inlet": {
    meaning: "a loop's coolant comes in warmer, by `rise` °C",
    targets: ["loop"],
    parameters: { rise: Schema.Finite.check(Schema.isBetween({ minimum: 0.1, maximum: 100 })) },
  },
  "cooling.leak": { meaning: "a loop leaks and is powered off at once", targets: ["loop"], parameters: {} },
  "storage.slow": {
    meaning: "storage keeps a share of its bandwidth",
    targets: ["storage"],
    parameters: { share: SlowedRatio },
  },
  "storage.down": { meaning: "storage does not answer", targets: ["storage"], parameters: {} },
  "checkpoint.torn": {
    meaning: "the copy being written, or the next one, never completes",
    targets: ["tier"],
    parameters: {},
  },
  "checkpoint.corrupt": {
    meaning: "the newest copy is damaged; found when it is loaded",
    targets: ["tier"],
    parameters: {},
  },
  "job.crash": { meaning: "a software bug ends the job", targets: ["job"], parameters: {} },
  "scheduler.stall": {
    meaning: "the control plane does not answer; nothing is rescheduled",
    targets: ["scheduler"],
    parameters: {},
  },
  "power.rack": { meaning: "a rack loses power, and all its nodes", targets: ["rack"], parameters: {} },
} as const satisfies Readonly<Record<string, FaultKindDefinition>>;

export type FaultKind = keyof typeof faultKinds;
export const faultKindNames = Object.keys(faultKinds) as ReadonlyArray<FaultKind>;
export const isFaultKind = (name: string): name is FaultKind => Object.hasOwn(faultKinds, name);

const moments: ReadonlySet<string> = new Set<FaultKind>(["job.crash", "checkpoint.torn", "checkpoint.corrupt"]);

/** Whether a kind acts once and is over: how long it lasts means nothing. */
export const isMomentary = (kind: string): boolean => moments.has(kind);

/** Whether a kind may last until its repair; others are over in a moment, or with the restart of their process. */
export const isRepaired = (kind: string): boolean => !isMomentary(kind) && kind !== "card.hang";

/** The parameters that some kind takes, decoded; each kind has its own of these. */
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

/** Kinds that strike the only component there is, so that no target need be given. */
export const soleTarget = (kind: FaultKind): "storage" | "scheduler" | "job" | undefined => {
  const [component] = faultKinds[kind].targets;
  return component === "storage" || component === "scheduler" || component === "job" ? component : undefined;
};
