import { type Experiment, type FaultKind, type FaultSpec, faultIdOf, instantUs } from "@ordeal/model";
import { kindOf } from "./kinds.ts";
import { type Place, Places } from "./places.ts";

/** One strike of a scripted fault, and what has become of it. */
export interface Fault {
  readonly id: string;
  readonly kind: FaultKind;
  readonly spec: FaultSpec;
  readonly place: Place;
  readonly startUs: number;
  /** When it heals; infinite as long as nobody knows. */
  endUs: number;
  state: "coming" | "active" | "over";
  /** Nodes that it keeps from being used. */
  readonly out: Set<number>;
  /** Links: whether they are down now, since when, when that changes next, and whether the transport failed to move. */
  isDown: boolean;
  lostAtUs: number;
  edgeUs: number;
  isCut: boolean;
  /** Links: whether a node has had no path since they were lost. */
  isolates: boolean;
  /** Corruptions: when somebody looks, once it has reached the job. */
  foundUs: number | undefined;
  /** Stragglers: for how long the job has stepped with it. */
  seenUs: number;
  /** Stragglers: whether it was found already, and no spare was free. */
  drags: boolean;
}

const soleTier = (experiment: Experiment): Place => ({
  component: "tier",
  nodes: [],
  ports: new Set(),
  planes: new Set(),
  loops: [],
  tier: experiment.checkpoint.tiers[0].name,
});

const nowhere: Place = {
  component: "job",
  nodes: [],
  ports: new Set(),
  planes: new Set(),
  loops: [],
  tier: undefined,
};

const endOf = (spec: FaultSpec, startUs: number, repairUs: number): number => {
  const { ends } = kindOf(spec.kind);
  if (ends === "at once") return startUs;
  if (spec.duration !== undefined) return startUs + spec.duration;
  return ends === "when dealt with" ? Number.POSITIVE_INFINITY : startUs + repairUs;
};

/** When a scripted fault strikes, each time with an id of its own. */
const startsOf = (experiment: Experiment, spec: FaultSpec, id: string): ReadonlyArray<readonly [string, number]> => {
  if (spec.at !== undefined) return [[id, instantUs(spec.at, experiment.startsAt) as number]];
  if (spec.every === undefined) throw new Error("the reference knows no triggers");
  const { period, from = 0, times = Number.POSITIVE_INFINITY } = spec.every;
  const starts: Array<readonly [string, number]> = [];
  for (let us = from; us < experiment.duration && starts.length < times; us += period) {
    starts.push([`${id}#${starts.length + 1}`, us]);
  }
  return starts;
};

/** How long what is broken stays so when its fault does not say. */
export const repairUsOf = (experiment: Experiment): number => {
  const { repair } = experiment.cluster;
  if ("fixed" in repair) return repair.fixed;
  // Never before the end: the reference draws nothing.
  return Number.POSITIVE_INFINITY;
};

/** Every strike of a scenario's faults. Only addresses and globs: nothing here is drawn. */
export const scriptOf = (experiment: Experiment): ReadonlyArray<Fault> => {
  const places = new Places(experiment.cluster);
  const repairUs = repairUsOf(experiment);
  return experiment.faults.flatMap((spec, index) => {
    const { target, kind } = spec;
    if (target !== undefined && target.by !== "address") throw new Error("the reference draws no targets");
    const isOfTier = kind === "checkpoint.torn" || kind === "checkpoint.corrupt";
    const place = target === undefined ? (isOfTier ? soleTier(experiment) : nowhere) : places.find(target.address);
    return startsOf(experiment, spec, faultIdOf(spec, index)).map(
      ([id, startUs]): Fault => ({
        id,
        kind,
        spec,
        place,
        startUs,
        endUs: endOf(spec, startUs, repairUs),
        state: "coming",
        out: new Set(),
        isDown: false,
        lostAtUs: 0,
        edgeUs: Number.POSITIVE_INFINITY,
        isCut: false,
        isolates: false,
        foundUs: undefined,
        seenUs: 0,
        drags: false,
      }),
    );
  });
};

export const byId = (a: Fault, b: Fault): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
