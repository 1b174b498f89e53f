import { ANY, type ComponentKind } from "../address.ts";
import type { Cluster } from "../cluster.ts";
import { type FaultEffect, type FaultKind, faultKinds, holdsStorage, isOfLinks, isOfLoops } from "../fault-kind.ts";
import { struckComponent } from "../hazard.ts";
import { type Selector, selectedComponent } from "../selector.ts";
import type { WhyIdle } from "./scene.ts";

const isOfStorage = (target: Selector | undefined): boolean =>
  target !== undefined && selectedComponent(target) === "storage";

/** Bandwidth that is missing slows only communication that is exposed. */
export const noExposedCommunication: WhyIdle = ({ kind, target, parameters }, { scenario }) => {
  const { job, cluster } = scenario;
  if (job.linearity < 1 || !isOfLinks(kind) || isOfStorage(target) || parameters.cuts === true) return undefined;
  const why = "this job has no exposed communication, for its linearity is 100 %";
  const next = "give job.linearity, such as 93 %, if it is to be slower";
  if (faultKinds[kind].effect === "links slow") return `changes nothing: ${why}; ${next}`;
  if (cluster.cutProbability > 0 || takesEveryLink(kind, target, cluster)) return undefined;
  if (cluster.failover === 0) return `changes nothing unless it takes a node's last link: ${why}; ${next}`;
  // A flap is about its stalls; what is lost for longer is about its bandwidth.
  return parameters.up !== undefined
    ? undefined
    : `costs its failover alone, and nothing while it lasts, unless it takes a node's last link: ${why}; ${next}`;
};

/** Whether a link that is struck is the only one there is, or every one is struck: that cuts the path. */
const takesEveryLink = (kind: FaultKind, target: Selector | undefined, { scaleOut, scaleUp }: Cluster): boolean => {
  const component = target === undefined ? faultKinds[kind].targets[0] : selectedComponent(target);
  const address = target?.by === "address" ? target.address : undefined;
  switch (component) {
    case "plane":
      return scaleUp.planes === 1 || (address?.component === "plane" && address.plane === ANY);
    case "tor":
      return scaleOut.tors === 1 || (address?.component === "tor" && address.side === ANY);
    case "uplink":
      return scaleOut.uplinks === 1 || (address?.component === "uplink" && address.uplink === ANY);
    default:
      return false;
  }
};

/** Storage that nothing is written to or read from. */
export const storageUnused: WhyIdle = ({ kind, target }, { scenario }) => {
  if (!holdsStorage({ kind, targets: isOfStorage(target) ? ["storage"] : [] })) return undefined;
  const all = [scenario.checkpoint, ...scenario.changes.flatMap(({ checkpoint }) => checkpoint ?? [])];
  const onStorage = all.flatMap(({ tiers, size }) =>
    tiers.filter(({ medium }) => medium === "storage").map((tier) => ({ tier, isSized: size !== undefined })),
  );
  if (onStorage.length === 0) return "changes nothing: no checkpoint tier uses storage";
  const takesTime = onStorage.some(({ tier: { stall, persist, load }, isSized }) => {
    const sized = isSized ? Number.POSITIVE_INFINITY : 0;
    return stall > 0 || (persist ?? sized) > 0 || (load ?? sized) > 0;
  });
  return takesTime ? undefined : "changes nothing: the tiers on storage take no time to be written or read";
};

/** A copy that is never written cannot be torn. */
export const neverSaved: WhyIdle = ({ kind, target }, { scenario }) => {
  if (kind !== "checkpoint.torn" || scenario.changes.some(({ checkpoint }) => checkpoint !== undefined))
    return undefined;
  const { checkpoint, job, duration } = scenario;
  const name = target?.by === "address" && target.address.component === "tier" ? target.address.tier : undefined;
  const tier = checkpoint.tiers.find((one) => name === undefined || one.name === name);
  const interval = tier?.interval ?? checkpoint.interval;
  const us = typeof interval === "number" ? interval : typeof interval === "object" ? interval.steps * job.step : 0;
  return us < duration ? undefined : `changes nothing: the tier "${tier?.name ?? name}" never saves within this run`;
};

/** What acts on nothing but a job that uses what was struck. */
const actsOnJobOnly: ReadonlySet<FaultEffect> = new Set(["cards slow", "processes", "links slow"]);

/** What there is one of, or lies nowhere among the nodes. */
const placeless: ReadonlySet<ComponentKind> = new Set(["job", "storage", "scheduler", "tier"]);

/** What strikes none of the job's nodes, where no spare can have taken a place by then, or matters as a spare. */
export const besideTheJob: WhyIdle = (strike, scene) => {
  const { kind, target } = strike;
  if (target === undefined || scene.job.isStruckBy(target)) return undefined;
  const struck = struckComponent(kind, target);
  if (placeless.has(struck) && struck !== selectedComponent(target))
    return `says nothing of ${kind}, which strikes the ${struck} wherever that lies`;
  const mayMove = scene.mayMoveBeside(strike);
  if (mayMove && !actsOnJobOnly.has(faultKinds[kind].effect)) return undefined;
  const what = isOfLoops(kind) ? "the loop serves no node of the job" : "it strikes no node of the job";
  return `does not touch the job: ${what}${mayMove ? ", unless a spare has taken a place there by then" : ""}`;
};

/** A draw from nothing. */
export const noSpares: WhyIdle = ({ target }, { job }) =>
  target?.by === "draw" && target.of === "spares" && !job.hasSpares
    ? "strikes nothing: the job takes every node at the start, and there are no spares"
    : undefined;

/** Who is slowest is so through a fault. */
export const nobodySlow: WhyIdle = ({ target }, { hasSlow }) =>
  target?.by === "slowest" && !hasSlow
    ? `strikes nothing: "the slowest ${target.component}" is one that a card.slow has struck, and nothing here brings one`
    : undefined;

/** Cooling that stays good enough: at rest the cards are below the temperature at which they throttle. */
export const coolEnough: WhyIdle = ({ kind, parameters }, { scenario, coolingStrikes }) => {
  if (faultKinds[kind].effect !== "loops warm") return undefined;
  // Several together may heat what one alone does not.
  if (coolingStrikes > 1) return undefined;
  const { coolantC, loadW, conductanceWPerK, ambientConductanceWPerK, throttleC } = scenario.cluster.cooling;
  const { flow = 1, rise = 0 } = parameters;
  // φ ≤ φ^0.8: the cards are no hotter than this.
  const conductance = ambientConductanceWPerK + (conductanceWPerK - ambientConductanceWPerK) * flow;
  const atMostC = coolantC + rise + loadW / conductance;
  return atMostC < throttleC
    ? `changes nothing: the cards get no hotter than ${atMostC.toFixed(1)} °C, and throttle at ${throttleC} °C`
    : undefined;
};

export const detectedInVain: WhyIdle = ({ kind, detectAfter }) =>
  detectAfter !== undefined && faultKinds[kind].detection === "none"
    ? `has a detectAfter that changes nothing: nobody has to notice a ${kind} for the run to go on`
    : undefined;
