import * as Schema from "effect/Schema";
import type { ComponentKind } from "./address.ts";
import { withDefault } from "./text.ts";
import { PositiveDurationUs } from "./units/duration.ts";
import { ReducedRatio, SlowedRatio } from "./units/ratio.ts";

/**
 * How long a fault lasts when nobody says: until its `repair`; for an `instant` only; until the `restart` of the process
 * that it struck; or, for what nobody sees, until its `detection`, and then its repair.
 */
export type FaultEnd = "repair" | "instant" | "restart" | "detection";

/**
 * What a fault does to what it strikes: nodes go down, and their memory with them; cards compute slowly; the job's
 * processes fail, hang or compute wrong numbers, and nothing else; links are lost, or keep a share of their bandwidth;
 * cooling loops get warm, or are powered off; storage answers slowly or not at all; copies of checkpoints are spoiled; the
 * scheduler does not answer.
 */
export type FaultEffect =
  | "nodes down"
  | "cards slow"
  | "processes"
  | "links down"
  | "links slow"
  | "loops warm"
  | "loops off"
  | "storage"
  | "copies"
  | "scheduler";

/** How a fault is noticed where it strikes the job: whose latency of `recovery.detect` counts; `none`: nobody has to. */
export type Detection = "crash" | "hang" | "cut" | "straggler" | "corruption" | "none";

interface FaultKindDefinition {
  /** What it means, in one line. */
  readonly meaning: string;
  /** What it can strike; the first is what a hazard draws. */
  readonly targets: readonly [ComponentKind, ...Array<ComponentKind>];
  /** Its own parameters. */
  readonly parameters: Schema.Struct.Fields;
  readonly lasts: FaultEnd;
  readonly effect: FaultEffect;
  readonly detection: Detection;
}

const cuts = {
  cuts: Schema.optionalKey(
    Schema.Boolean.annotate({
      description: "Whether it cuts the path although others are left.",
      otherwise: "drawn by the cluster's `cutProbability`",
      example: true,
    }),
  ),
};

const stepsAfterLoad = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000_000 })).annotate({
  description:
    "It is found so many steps after the job next loads a checkpoint, and not after a latency: as when the loss leaves its curve after a restart.",
  unit: "steps",
  otherwise: "it is found after a latency",
  example: 10,
});

/** Every fault kind. A new one begins with a line here; `packages/simulator/ADDING-A-FAULT.md` tells the rest. */
export const faultKinds = {
  "card.crash": {
    meaning: "a card fails and its process dies",
    targets: ["card"],
    parameters: {},
    lasts: "repair",
    effect: "nodes down",
    detection: "crash",
  },
  "card.hang": {
    meaning: "a collective never completes; only a timeout sees it",
    targets: ["card"],
    parameters: {},
    lasts: "restart",
    effect: "processes",
    detection: "hang",
  },
  "card.slow": {
    meaning: "a straggler: the card computes at this speed",
    targets: ["card"],
    parameters: {
      speed: SlowedRatio.annotate({
        description: "The speed of the card, as a share of its full speed.",
        example: "70 %",
      }),
    },
    lasts: "detection",
    effect: "cards slow",
    detection: "straggler",
  },
  "card.corrupt": {
    meaning: "silent data corruption",
    targets: ["card"],
    parameters: { stepsAfterLoad: Schema.optionalKey(stepsAfterLoad) },
    lasts: "detection",
    effect: "processes",
    detection: "corruption",
  },
  "node.crash": {
    meaning: "a host goes down with all its cards",
    targets: ["node"],
    parameters: {},
    lasts: "repair",
    effect: "nodes down",
    detection: "crash",
  },
  "link.down": {
    meaning: "a link is lost",
    targets: ["uplink", "plane", "storage"],
    parameters: cuts,
    lasts: "repair",
    effect: "links down",
    detection: "cut",
  },
  "link.flap": {
    meaning: "a link goes down and up again, over and over",
    targets: ["uplink", "plane", "storage"],
    parameters: {
      up: PositiveDurationUs.annotate({ description: "How long it is up each time.", example: "30 seconds" }),
      down: PositiveDurationUs.annotate({
        description: "How long it is down each time; it begins by going down.",
        example: "5 seconds",
      }),
      ...cuts,
    },
    lasts: "repair",
    effect: "links down",
    detection: "cut",
  },
  "link.degrade": {
    meaning: "a link keeps a share of its bandwidth",
    targets: ["uplink", "plane", "storage"],
    parameters: {
      share: SlowedRatio.annotate({ description: "The share of its bandwidth that is left.", example: "25 %" }),
    },
    lasts: "repair",
    effect: "links slow",
    detection: "none",
  },
  "switch.down": {
    meaning: "a switch and all its links are lost",
    targets: ["tor", "plane"],
    parameters: cuts,
    lasts: "repair",
    effect: "links down",
    detection: "cut",
  },
  "cooling.pump": {
    meaning: "a loop keeps this share of its flow",
    targets: ["loop"],
    parameters: {
      flow: ReducedRatio.annotate({
        description: "The share of the flow that is left; 0 when the pump stops.",
        example: "35 %",
      }).pipe(withDefault(0)),
    },
    lasts: "repair",
    effect: "loops warm",
    detection: "crash",
  },
  "cooling.inlet": {
    meaning: "a loop's coolant comes in warmer, by `rise` °C",
    targets: ["loop"],
    parameters: {
      rise: Schema.Finite.check(Schema.isBetween({ minimum: 0.1, maximum: 100 })).annotate({
        description: "How much warmer the coolant comes in at last.",
        unit: "°C",
        example: 20,
      }),
    },
    lasts: "repair",
    effect: "loops warm",
    detection: "crash",
  },
  "cooling.leak": {
    meaning: "a loop leaks and is powered off at once",
    targets: ["loop"],
    parameters: {},
    lasts: "repair",
    effect: "loops off",
    detection: "crash",
  },
  "storage.slow": {
    meaning: "storage keeps a share of its bandwidth",
    targets: ["storage"],
    parameters: {
      share: SlowedRatio.annotate({ description: "The share of its bandwidth that is left.", example: "25 %" }),
    },
    lasts: "repair",
    effect: "storage",
    detection: "none",
  },
  "storage.down": {
    meaning: "storage does not answer",
    targets: ["storage"],
    parameters: {},
    lasts: "repair",
    effect: "storage",
    detection: "none",
  },
  "checkpoint.torn": {
    meaning: "the copy being written, or the next one, never completes",
    targets: ["tier"],
    parameters: {},
    lasts: "instant",
    effect: "copies",
    detection: "none",
  },
  "checkpoint.corrupt": {
    meaning: "the newest copy is damaged; found when it is loaded",
    targets: ["tier"],
    parameters: {},
    lasts: "instant",
    effect: "copies",
    detection: "none",
  },
  "job.crash": {
    meaning: "a software bug ends the job",
    targets: ["job"],
    parameters: {},
    lasts: "instant",
    effect: "processes",
    detection: "crash",
  },
  "scheduler.stall": {
    meaning: "the control plane does not answer; nothing is rescheduled",
    targets: ["scheduler"],
    parameters: {},
    lasts: "repair",
    effect: "scheduler",
    detection: "none",
  },
  "power.rack": {
    meaning: "a rack loses power, and all its nodes",
    targets: ["rack"],
    parameters: {},
    lasts: "repair",
    effect: "nodes down",
    detection: "crash",
  },
} as const satisfies Readonly<Record<string, FaultKindDefinition>>;

export type FaultKind = keyof typeof faultKinds;
export const faultKindNames = Object.keys(faultKinds) as ReadonlyArray<FaultKind>;
export const isFaultKind = (name: string): name is FaultKind => Object.hasOwn(faultKinds, name);

/** What is known of a kind, by a name that a journal gives; `undefined` for a name that is none. */
const known = (kind: string): FaultKindDefinition | undefined => (isFaultKind(kind) ? faultKinds[kind] : undefined);

export const effectOf = (kind: string): FaultEffect | undefined => known(kind)?.effect;
export const detectionOf = (kind: string): Detection | undefined => known(kind)?.detection;

/** Whether a kind acts once and is over: how long it lasts means nothing. */
export const isMomentary = (kind: string): boolean => known(kind)?.lasts === "instant";

/** Whether a kind may last until its repair; others are over in an instant, or with the restart of their process. */
export const isRepaired = (kind: FaultKind): boolean =>
  faultKinds[kind].lasts === "repair" || faultKinds[kind].lasts === "detection";

/** Whether a kind is of cooling loops. */
export const isOfLoops = (kind: string): boolean => known(kind)?.targets[0] === "loop";

/** Whether links are lost, or left with a share of their bandwidth. */
export const isOfLinks = (kind: string): boolean => effectOf(kind) === "links down" || effectOf(kind) === "links slow";

/** Whether a fault, with its targets by address, leaves storage less than its whole bandwidth. */
export const holdsStorage = ({
  kind,
  targets,
}: {
  readonly kind: string;
  readonly targets: ReadonlyArray<string>;
}): boolean => effectOf(kind) === "storage" || (isOfLinks(kind) && targets.includes("storage"));

/** Kinds that strike the only component there is, so that no target need be given. */
export const soleTarget = (kind: FaultKind): "storage" | "scheduler" | "job" | undefined => {
  const [component] = faultKinds[kind].targets;
  return component === "storage" || component === "scheduler" || component === "job" ? component : undefined;
};
