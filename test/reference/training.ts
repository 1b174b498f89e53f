import type { Bucket } from "@ordeal/model";
import { goDown, unusableOf } from "./outage.ts";
import { latencyOf, sparesFor } from "./rules.ts";
import { byId, type Fault } from "./script.ts";
import { isDone, type World } from "./world.ts";

const links = ["ports", "planes"] as const;

/** Whether a link lies on one of the job's paths. */
const isOnPath = (world: World, kind: (typeof links)[number], key: string): boolean => {
  const owner = Number(key.split("/")[0]);
  if (kind === "ports") return world.slots.includes(owner);
  return world.slots.some((node) => world.hardware.places.supernodeOf(node) === owner);
};

const linksOnPath = (world: World, fault: Fault): ReadonlyArray<readonly [(typeof links)[number], string]> =>
  links.flatMap((kind) =>
    [...fault.place[kind]].filter((key) => isOnPath(world, kind, key)).map((key) => [kind, key] as const),
  );

/** The faults that cut a path of the job now: whose transport did not move, or that left a node without any path. */
export const cutsOf = (world: World): ReadonlyArray<Fault> =>
  world.hardware
    .active()
    .filter((fault) => fault.isDown && linksOnPath(world, fault).length > 0)
    .filter(
      (fault) => fault.isCut || (fault.isolates && isolatedBy(world, fault).some((node) => world.slots.includes(node))),
    )
    .sort(byId);

/** Nodes without a path that lie behind a fault's links. */
const isolatedBy = ({ hardware, experiment }: World, { place }: Fault): ReadonlyArray<number> => {
  const owners = (keys: Iterable<string>) => [...keys].map((key) => Number(key.split("/")[0]));
  const ports = owners(place.ports);
  const supernodes = owners(place.planes);
  const nodes = Array.from({ length: experiment.cluster.nodes }, (_, node) => node);
  return nodes.filter(
    (node) =>
      hardware.isIsolated(node) && (ports.includes(node) || supernodes.includes(hardware.places.supernodeOf(node))),
  );
};

/** A link is back: faults whose nodes have a path again cut nothing any more. */
const findPaths = (world: World): void => {
  for (const fault of world.hardware.active()) fault.isolates &&= isolatedBy(world, fault).length > 0;
};

/** Lets a link heal. Paths that were cut and are no more stall the job that is up until they are tried again. */
export const restoreLink = (world: World, fault: Fault): void => {
  const { reconnect = 0 } = world.experiment.cluster;
  const cuts = world.outage === undefined ? cutsOf(world) : [];
  fault.isDown = false;
  findPaths(world);
  world.failingOver.delete(fault);
  const remaining = cutsOf(world);
  for (const cut of cuts) if (!remaining.includes(cut)) world.failingOver.set(cut, world.nowUs + reconnect);
};

/** A link goes down: the path fails over to the others, or is cut. */
export const loseLink = (world: World, fault: Fault): void => {
  const mine = linksOnPath(world, fault);
  const isNews = mine.some(([kind, key]) => !world.hardware.isLostWithout(fault, kind, key));
  fault.isDown = true;
  fault.lostAtUs = world.nowUs;
  fault.isolates = isolatedBy(world, fault).some((node) => world.slots.includes(node));
  // Chance cuts a path over which others are left; one that has none is cut for as long as that is so.
  const isCutByChance = !fault.isolates && world.experiment.cluster.cutProbability === 1;
  fault.isCut = mine.length > 0 && (fault.spec.cuts ?? isCutByChance);
  if (world.outage !== undefined && cutsOf(world).includes(fault)) {
    const dueUs = world.nowUs + (latencyOf(world, fault) as number);
    world.cutsWhileDown.add({ fault, lostAtUs: world.nowUs, dueUs });
  }
  const { failover } = world.experiment.cluster;
  if (isNews && failover > 0 && world.outage === undefined && !cutsOf(world).includes(fault)) {
    world.failingOver.set(fault, world.nowUs + failover);
  }
};

export const isStalled = (world: World): boolean =>
  [...world.failingOver.values()].some((untilUs) => untilUs > world.nowUs) || cutsOf(world).length > 0;

/** What the time of a job that is up counts as, first match wins; `stepping` is sorted out step by step. */
export const bucketOf = (world: World): Bucket | "stepping" => {
  if (world.hung.size > 0) return "detecting";
  if (world.activity.is === "save") return "checkpoint";
  if (isStalled(world)) return "stalled";
  if (world.isInMaintenance() || world.activity.is === "evaluation") return "planned";
  if (world.activity.is === "step") return "stepping";
  throw new Error(`the reference does nothing at ${world.nowUs}`);
};

/** The time a step takes that begins now: the slowest card and the slowest path gate everyone. */
const stepLength = (world: World): number => {
  const { step, linearity } = world.experiment.job;
  const compute = step * linearity;
  const slow = world.hardware.active("card.slow").filter((fault) => world.hasInJob(fault));
  const throttled = world.loops.filter((_, index) => world.hasLoop(index));
  const speed = Math.min(
    ...slow.map(({ spec }) => spec.speed as number),
    ...throttled.map((loop) => loop.speed(world.hardware.active())),
  );
  const shares = world.slots.flatMap((node) => [
    world.hardware.uplinkShare(node),
    world.hardware.planeShare(world.hardware.places.supernodeOf(node)),
  ]);
  return Math.round(compute / speed + (step - compute) / Math.min(1, ...shares));
};

/** Does what the job does next once nothing is in progress. Returns whether it began something. */
const beginNext = (world: World): boolean => {
  if (world.activity.is !== "between" || world.hung.size > 0) return false;
  const tier = world.savesDue.shift();
  if (tier !== undefined) {
    tier.steppedUs = 0;
    if (tier.persisting === undefined) {
      tier.begin(world.step, world.taints);
      world.activity = { is: "save", tier };
    }
    return true;
  }
  const { evaluation } = world.experiment.job;
  if (world.isEvaluationDue && evaluation !== undefined) {
    world.isEvaluationDue = false;
    world.activity = { is: "evaluation", leftUs: evaluation.takes };
    return true;
  }
  if (isStalled(world) || world.isInMaintenance()) return false;
  world.activity = { is: "step", elapsedUs: 0, lengthUs: stepLength(world) };
  return true;
};

const commitStep = (world: World, lengthUs: number): void => {
  world.step += 1;
  world.account.commit(world.step, lengthUs);
  for (const tier of world.tiers) tier.steppedUs += lengthUs;
  world.savesDue = world.tiers.filter((tier) => tier.isDueAt(world.step));
  const { evaluation } = world.experiment.job;
  world.isEvaluationDue = evaluation !== undefined && world.step % evaluation.everySteps === 0;
  world.activity = { is: "between" };
};

/** When the cut paths time out: counted from the start of the unbroken stall, whichever path is cut meanwhile. */
const cutDeadlines = (world: World): ReadonlyArray<readonly [Fault, number]> =>
  world.stalledSinceUs === undefined
    ? []
    : cutsOf(world).map((fault) => [fault, (world.stalledSinceUs as number) + (latencyOf(world, fault) as number)]);

/** Stragglers that the steps have shown for long enough; as many as there are spares for are replaced. */
export const stragglersFound = (world: World): ReadonlyArray<Fault> => {
  const isStepping = world.outage === undefined && world.activity.is === "step" && bucketOf(world) === "stepping";
  const found: Array<Fault> = [];
  // Spares are for all nodes that the job would be without.
  const taken = new Set(unusableOf(world));
  for (const fault of [...world.hardware.active("card.slow")].sort(byId)) {
    const latencyUs = latencyOf(world, fault);
    const nodes = fault.place.nodes.filter((node) => world.slots.includes(node));
    if (latencyUs === undefined || nodes.length === 0 || fault.seenUs < latencyUs) continue;
    if (!fault.drags && !isStepping) continue;
    fault.drags = true;
    const all = new Set([...taken, ...nodes]);
    if (world.experiment.job.spares !== "unlimited" && sparesFor(world, [...all]) < all.size) continue;
    for (const node of nodes) taken.add(node);
    fault.drags = false;
    found.push(fault);
  }
  return found;
};

/** Paths cut while the job was down count once they have been cut for the timeout: had it been up, it had stopped. */
export const countCutsWhileDown = (world: World): void => {
  for (const missed of world.cutsWhileDown) {
    const { fault, lostAtUs, dueUs } = missed;
    if (dueUs > world.nowUs) continue;
    world.cutsWhileDown.delete(missed);
    if (fault.isDown && fault.lostAtUs === lostAtUs && (fault.isCut || isolatedBy(world, fault).length > 0))
      world.onJob.add(fault);
  }
};

/** Ends the step, the save or the evaluation of a job that is up, if it is done. Returns whether it was. */
export const endActivity = (world: World): boolean => {
  const { activity, nowUs } = world;
  if (activity.is === "step" && activity.elapsedUs >= activity.lengthUs) {
    commitStep(world, activity.lengthUs);
    return true;
  }
  if (activity.is === "save" && world.hung.size === 0) {
    const save = activity.tier.saving;
    if (save !== undefined && isDone(world, save.transfer)) {
      activity.tier.endStall(nowUs);
      world.activity = { is: "between" };
      return true;
    }
  }
  if (activity.is === "evaluation" && activity.leftUs <= 0) {
    world.activity = { is: "between" };
    return true;
  }
  return false;
};

/** Whatever times out is found, or the job goes on to its next activity. Returns whether something happened. */
export const completeUp = (world: World): boolean => {
  const { nowUs } = world;
  const hangs = [...world.hung].filter(([, dueUs]) => dueUs <= nowUs).map(([fault]) => fault);
  if (hangs.length > 0) return goDown(world, hangs, "hang");
  // One timeout finds all paths that are cut: the restart goes around them.
  if (cutDeadlines(world).some(([, dueUs]) => dueUs <= nowUs)) {
    const overdue = (fault: Fault) => cutDeadlines(world).some(([other, dueUs]) => other === fault && dueUs <= nowUs);
    const cuts = [...cutsOf(world)].sort(
      (a, b) => Number(overdue(b)) - Number(overdue(a)) || a.lostAtUs - b.lostAtUs || byId(a, b),
    );
    return goDown(world, cuts, "cut");
  }
  return beginNext(world);
};

/** When something happens to a job that is up, by itself. */
export const duesUp = (world: World): ReadonlyArray<number> => {
  const { activity, nowUs } = world;
  const bucket = bucketOf(world);
  const dues = [...world.hung.values(), ...world.failingOver.values(), ...cutDeadlines(world).map(([, us]) => us)];
  if (bucket === "stepping" && activity.is === "step") {
    dues.push(nowUs + activity.lengthUs - activity.elapsedUs);
    for (const fault of world.hardware.active("card.slow")) {
      const latencyUs = latencyOf(world, fault);
      if (latencyUs !== undefined && world.hasInJob(fault)) dues.push(nowUs + latencyUs - fault.seenUs);
    }
  }
  if (bucket === "planned" && activity.is === "evaluation") dues.push(nowUs + activity.leftUs);
  return dues;
};

/** Lets time pass for a job that is up. */
export const passUp = (world: World, us: number): void => {
  const { activity, nowUs } = world;
  const bucket = bucketOf(world);
  if (bucket !== "stepping") world.account.block(bucket, us);
  else if (activity.is === "step") {
    activity.elapsedUs += us;
    world.account.stepping(nowUs, nowUs + us);
    for (const fault of world.hardware.active("card.slow")) if (world.hasInJob(fault)) fault.seenUs += us;
  }
  if (bucket === "planned" && activity.is === "evaluation") activity.leftUs -= us;
};

/** Notes since when nothing moves. */
export const noteStill = (world: World): void => {
  const isUp = world.outage === undefined;
  const stalls = isUp && world.activity.is !== "save" && isStalled(world);
  // A step that has not run when a stall begins has not begun.
  if (stalls && world.activity.is === "step" && world.activity.elapsedUs === 0) world.activity = { is: "between" };
  // A save or a hang breaks a stall: they are no stall themselves.
  if (!stalls || world.hung.size > 0) world.stalledSinceUs = undefined;
  else world.stalledSinceUs ??= world.nowUs;
  if (!stalls && !(isUp && world.hung.size > 0)) world.stillSinceUs = undefined;
  else world.stillSinceUs ??= world.nowUs;
};
