import type { Bucket, Experiment } from "@ordeal/model";
import { newestOf } from "./copies.ts";
import { strikesStorage } from "./hardware.ts";
import { completeDown, duesDown, engage, goDown, hasProcesses, lostUsOf, strike } from "./outage.ts";
import { byId, type Fault } from "./script.ts";
import {
  bucketOf,
  completeUp,
  countCutsWhileDown,
  duesUp,
  endActivity,
  loseLink,
  noteStill,
  passUp,
  restoreLink,
  stragglersFound,
} from "./training.ts";
import { isDone, type Stop, World } from "./world.ts";

/** What the reference makes of a scenario. Times in microseconds. */
export interface ReferenceResult {
  readonly ledgerUs: Readonly<Record<Bucket, number>>;
  readonly stops: ReadonlyArray<Stop>;
  readonly faultsOnJob: number;
  readonly worstWindow: number;
  readonly nodesDownMean: number;
  readonly energyKWh: number;
}

const neverAgain = 1_000_000;

/** A fault begins. */
const begin = (world: World, fault: Fault): void => {
  fault.state = "active";
  const inJob = fault.place.nodes.filter((node) => world.slots.includes(node));
  switch (fault.kind) {
    case "card.crash":
    case "node.crash":
    case "power.rack": {
      for (const node of fault.place.nodes) fault.out.add(node);
      if (inJob.length > 0) strike(world, fault, inJob);
      break;
    }
    case "job.crash":
      if (hasProcesses(world)) strike(world, fault, []);
      break;
    case "card.hang":
      if (inJob.length === 0) break;
      if (world.outage === undefined) engage(world, fault);
      else if (hasProcesses(world)) strike(world, fault, []);
      else if (fault.endUs === Number.POSITIVE_INFINITY) fault.state = "over";
      break;
    case "card.corrupt":
      if (inJob.length > 0 && world.outage === undefined) engage(world, fault);
      break;
    case "link.flap":
      fault.edgeUs = world.nowUs + (fault.spec.down as number);
      loseLink(world, fault);
      break;
    case "link.down":
    case "switch.down":
      loseLink(world, fault);
      break;
    case "checkpoint.torn": {
      const tier = world.tiers.find(({ spec }) => spec.name === fault.place.tier);
      const save = tier?.saving ?? tier?.persisting;
      // Each tears a copy of its own.
      if (save !== undefined && !save.isTorn) save.isTorn = true;
      else if (tier !== undefined) tier.tearsNext += 1;
      break;
    }
    case "checkpoint.corrupt": {
      const tier = world.tiers.find(({ spec }) => spec.name === fault.place.tier);
      tier?.retain(world.nowUs);
      const newest = tier?.copies.at(-1);
      if (newest !== undefined) newest.isCorrupt = true;
      break;
    }
    default:
      if (
        !strikesStorage(fault) &&
        !/^(card\.slow|link\.degrade|scheduler\.stall|cooling\.(pump|leak))$/.test(fault.kind)
      ) {
        throw new Error(`the reference knows no ${fault.kind}`);
      }
  }
  if (fault.endUs <= world.nowUs) fault.state = "over";
};

/** A fault is over. */
const heal = (world: World, fault: Fault): void => {
  restoreLink(world, fault);
  fault.state = "over";
  fault.out.clear();
  world.hung.delete(fault);
};

/** A link that flaps changes. */
const flap = (world: World, fault: Fault): void => {
  if (fault.isDown) {
    restoreLink(world, fault);
    fault.edgeUs += fault.spec.up as number;
  } else {
    fault.edgeUs += fault.spec.down as number;
    loseLink(world, fault);
  }
};

/**
 * A corruption is found if the state of the job holds it, or its card is in the job. Whoever looks finds every copy that
 * is poisoned, by others too, and throws it away. One of which nothing is left is looked for anew once it is there again.
 */
const findCorruption = (world: World): boolean => {
  const [due] = world.faults.filter(({ foundUs }) => foundUs !== undefined && foundUs <= world.nowUs).sort(byId);
  if (due === undefined) return false;
  due.foundUs = undefined;
  const isThere = due.state === "active" && world.hasInJob(due);
  if (!world.taints.delete(due) && !isThere) return true;
  for (const tier of world.tiers) tier.drop(({ taints }) => taints.size > 0);
  return goDown(world, [due], "corruption");
};

/** Stragglers are found that the steps have shown for long enough, once there are spares for them. */
const findStragglers = (world: World): boolean => {
  const found = stragglersFound(world);
  return found.length > 0 && goDown(world, found, "straggler");
};

const isStepping = (world: World): boolean => world.outage === undefined && bucketOf(world) === "stepping";

/** A loop reaches a threshold: when it trips its nodes are off, and the fault that made it trip strikes the job. */
const changeLoop = (world: World): boolean => {
  const active = world.hardware.active();
  for (const [index, loop] of world.loops.entries()) {
    const change = loop.due(active);
    if (change === undefined) continue;
    loop.make(change);
    const nodes = Array.from({ length: world.experiment.cluster.nodes }, (_, node) => node).filter(
      (node) => world.hardware.places.loopOf(node) === index,
    );
    if (change === "restored") for (const node of nodes) world.hardware.off.delete(node);
    if (change !== "tripped") return true;
    const inJob = nodes.filter((node) => world.slots.includes(node));
    for (const node of nodes) world.hardware.off.add(node);
    // What began last made it trip.
    const [cause] = active
      .filter(({ kind, place }) => kind.startsWith("cooling.") && place.loops.includes(index))
      .sort((one, other) => other.startUs - one.startUs || byId(one, other));
    if (cause !== undefined && inJob.length > 0) strike(world, cause, inJob);
    return true;
  }
  return false;
};

/** Completes one thing that is due now. Returns whether there was one. */
const complete = (world: World): boolean => {
  noteStill(world);
  for (const tier of world.tiers) {
    if (tier.persisting === undefined || !isDone(world, tier.persisting.transfer)) continue;
    tier.endPersist(world.nowUs);
    return true;
  }
  if (world.outage === undefined && endActivity(world)) return true;
  if (changeLoop(world)) return true;
  countCutsWhileDown(world);
  const isOther = world.outage === undefined ? completeUp(world) : completeDown(world, world.outage);
  return isOther || findStragglers(world) || findCorruption(world);
};

const settle = (world: World): void => {
  for (let times = 0; complete(world); times++) {
    if (times > neverAgain) throw new Error(`the reference does not come to rest at ${world.nowUs}`);
  }
  noteStill(world);
};

/** What ends at this instant: heals, then completions, each by id. */
const endDue = (world: World): void => {
  const { nowUs } = world;
  for (const fault of [...world.hardware.active()].sort(byId)) {
    if (fault.endUs <= nowUs) heal(world, fault);
    else if (fault.edgeUs <= nowUs && fault.isDown) flap(world, fault);
  }
  settle(world);
};

/** The faults of this instant come last, by id; what each completes at once goes before the next. */
const beginDue = (world: World): void => {
  const { nowUs } = world;
  for (const fault of [...world.faults].sort(byId)) {
    if (fault.state === "coming" && fault.startUs <= nowUs) begin(world, fault);
    else if (fault.state === "active" && fault.edgeUs <= nowUs && !fault.isDown) flap(world, fault);
    else continue;
    settle(world);
  }
};

const nextOf = (world: World): number => {
  const { nowUs, outage } = world;
  const dues = [...(outage === undefined ? duesUp(world) : duesDown(outage))];
  for (const { dueUs } of world.cutsWhileDown) dues.push(dueUs);
  for (const { state, startUs, endUs, edgeUs, foundUs } of world.faults) {
    if (foundUs !== undefined) dues.push(foundUs);
    if (state === "coming") dues.push(startUs);
    if (state === "active") dues.push(endUs, edgeUs);
  }
  const active = world.hardware.active();
  for (const [index, loop] of world.loops.entries()) {
    dues.push(nowUs + loop.dueInUs(active, isStepping(world) && world.hasLoop(index)));
  }
  for (const window of world.maintenance()) dues.push(...window);
  for (const [{ leftUs }, rate] of world.transfers()) {
    if (rate > 0) dues.push(Math.ceil(nowUs + leftUs / rate - 1e-3));
  }
  return Math.min(world.experiment.duration, ...dues.filter((us) => us > nowUs));
};

const pass = (world: World, us: number): void => {
  const { outage, experiment } = world;
  const { cardsPerNode, nodes } = experiment.cluster;
  const steps = isStepping(world);
  const active = world.hardware.active();
  for (let node = 0; node < nodes; node++) {
    if (!world.hardware.isUsable(node)) {
      world.nodeUsDown += us;
      continue;
    }
    const isOfJob = world.slots.includes(node);
    if (!isOfJob && experiment.recovery.spares === "cold") continue;
    const loop = world.loops[world.hardware.places.loopOf(node)];
    world.joules += ((loop?.powerW(active, isOfJob && steps) ?? 0) * cardsPerNode * us) / 1e6;
  }
  for (const [index, loop] of world.loops.entries()) loop.pass(us, active, steps && world.hasLoop(index));
  const moved = world.transfers();
  if (outage === undefined) passUp(world, us);
  else world.account.block(outage.phase.is, us);
  for (const [transfer, rate] of moved) transfer.leftUs -= rate * us;
  world.nowUs += us;
};

/** What the run comes to: an outage that goes on counts with its length so far, and keeps no credit for lost steps. */
const close = (world: World): ReferenceResult => {
  const { activity, outage, nowUs, account } = world;
  let held = world.step;
  if (outage !== undefined) {
    const { phase, isMemoryGone } = outage;
    const goesOn = phase.is === "restarting" && phase.rung.keepsProgress && !isMemoryGone;
    if (!goesOn) held = Math.min(held, newestOf(world.tiers, nowUs, ({ isCorrupt }) => !isCorrupt)?.step ?? 0);
    const { atUs, cause } = outage;
    const lostUs = lostUsOf(world, outage, held);
    world.stops.push({ atUs, kind: cause.kind, faultId: cause.id, recoveryUs: nowUs - atUs, lostUs });
  }
  for (const fault of world.hung.keys()) world.onJob.add(fault);
  const inStep = outage === undefined && activity.is === "step" ? activity : { elapsedUs: 0, lengthUs: 1 };
  const ledgerUs = account.close(held, inStep.elapsedUs, inStep.lengthUs);
  return {
    ledgerUs,
    stops: world.stops,
    faultsOnJob: world.onJob.size,
    worstWindow: account.worstWindow(nowUs),
    nodesDownMean: world.nodeUsDown / nowUs,
    energyKWh: (world.joules * world.experiment.cluster.pue) / 3.6e6,
  };
};

/** A scenario from its first instant to its last, one event after the other. Scripted faults only. */
export const referenceRun = (experiment: Experiment): ReferenceResult => {
  const world = new World(experiment);
  while (world.nowUs < experiment.duration) {
    endDue(world);
    beginDue(world);
    pass(world, nextOf(world) - world.nowUs);
  }
  endDue(world);
  return close(world);
};
