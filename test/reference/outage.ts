import type { domains, Rung } from "@ordeal/model";
import { type Copy, newestOf } from "./copies.ts";
import { climb, fixedUs, rungsOf } from "./ladders.ts";
import { latencyOf, sparesFor, takeOut } from "./rules.ts";
import type { Fault } from "./script.ts";
import { type Hidden, isDone, type Outage, type World } from "./world.ts";

/** How long spares take to join that are not hot. */
const activationUs = { hot: 0, warm: 30e6, cold: 600e6 } as const;

/** The smallest domain that holds all these nodes; without any only processes were lost. */
const domainOf = (world: World, nodes: ReadonlySet<number>): (typeof domains)[number] => {
  const { places } = world.hardware;
  const count = (of: (node: number) => number) => new Set([...nodes].map(of)).size;
  if (nodes.size === 0) return "process";
  if (nodes.size === 1) return "node";
  if (count((node) => places.supernodeOf(node)) === 1) return "supernode";
  return count((node) => places.loopOf(node)) === 1 ? "loop" : "site";
};

/** Nodes of the job are lost, and the copies that do not outlive it; losses within one recovery add up. */
const loseNodes = (world: World, outage: Outage, nodes: Iterable<number>): void => {
  for (const node of nodes) if (world.slots.includes(node)) outage.lost.add(node);
  const domain = domainOf(world, outage.lost);
  for (const tier of world.tiers) if (!tier.outlives(domain)) tier.drop(() => true);
};

/** Nodes of the job that are down, or without a path. */
export const unusableOf = ({ slots, hardware }: World): ReadonlyArray<number> =>
  slots.filter((node) => !hardware.isUsable(node));

/** The ladder is climbed anew. Nodes without a path are as good as dead by now, and so are the copies in their memory. */
const takeStock = (world: World, outage: Outage): void => {
  loseNodes(world, outage, unusableOf(world));
  outage.phase = { is: "rescheduling" };
};

/** The job stops, with nothing hidden yet. */
const stop = (world: World, cause: Fault): Outage => {
  const { activity } = world;
  const killedUs = activity.is === "step" ? activity.elapsedUs : 0;
  world.account.kill(killedUs);
  for (const tier of world.tiers) tier.tear();
  const outage: Outage = {
    atUs: world.stillSinceUs ?? world.nowUs,
    cause,
    killedUs,
    phase: { is: "detecting" },
    hidden: [],
    hung: [...world.hung.keys()],
    kinds: new Set(),
    failed: [],
    lost: new Set(),
    isMemoryGone: false,
  };
  for (const fault of world.hung.keys()) world.onJob.add(fault);
  world.hung.clear();
  world.failingOver.clear();
  world.activity = { is: "between" };
  world.savesDue = [];
  world.isEvaluationDue = false;
  world.outage = outage;
  return outage;
};

const hide = (outage: Outage, hidden: Hidden): void => {
  outage.hidden = [...outage.hidden.filter(({ fault }) => fault !== hidden.fault), hidden];
  outage.phase = { is: "detecting" };
  outage.failed = [];
};

/** Faults that have been found bring down a job that is up. */
export const goDown = (
  world: World,
  found: ReadonlyArray<Fault>,
  how: "hang" | "cut" | "straggler" | "corruption",
): true => {
  const outage = world.outage ?? stop(world, found[0] as Fault);
  for (const fault of found) {
    world.onJob.add(fault);
    hide(outage, { fault, foundUs: world.nowUs, isDeath: false });
  }
  if (how === "corruption") outage.isMemoryGone = true;
  return true;
};

/** A fault strikes processes or nodes of the job, whether it is up or down; nobody has found it yet. */
export const strike = (world: World, fault: Fault, deaths: ReadonlyArray<number>): void => {
  const outage = world.outage ?? stop(world, fault);
  world.onJob.add(fault);
  const foundUs = world.nowUs + (latencyOf(world, fault) as number);
  hide(outage, { fault, foundUs, isDeath: deaths.length > 0 });
  loseNodes(world, outage, deaths);
};

/** Whether the job has processes that a process fault can strike. */
export const hasProcesses = ({ outage }: World): boolean => {
  if (outage === undefined) return true;
  if (outage.phase.is === "detecting") return outage.hidden.every(({ fault }) => fault.kind === "card.hang");
  return outage.phase.is !== "rescheduling";
};

/** Ends `detecting`: the first is found, and with it those whose nodes died. */
const find = (world: World, outage: Outage): void => {
  const struck = outage.hidden.map(({ fault }) => fault);
  cure([...outage.hung, ...struck.filter(({ kind }) => kind === "card.hang")]);
  outage.hung = [];
  for (const { fault, foundUs, isDeath } of outage.hidden) {
    const isFound = foundUs <= world.nowUs || isDeath;
    if (isFound) {
      outage.kinds.add(fault.kind);
      fault.isCut = false;
    }
    if (isFound && /^card\.(hang|slow|corrupt)$/.test(fault.kind)) takeOut(world, fault);
  }
  outage.hidden = [];
  takeStock(world, outage);
};

/** A restart cures the cards that hang without an end of their own. */
const cure = (hangs: ReadonlyArray<Fault>): void => {
  for (const fault of hangs) if (fault.endUs === Number.POSITIVE_INFINITY) fault.state = "over";
};

/** Puts spares in the place of nodes that cannot be used. */
const replace = (world: World, nodes: ReadonlyArray<number>): void => {
  const { places } = world.hardware;
  for (const node of nodes) {
    if (world.experiment.job.spares === "unlimited") {
      renew(world, node);
      continue;
    }
    const isInScope = (spare: number) =>
      world.experiment.recovery.spareScope === "anywhere" || places.supernodeOf(spare) === places.supernodeOf(node);
    world.slots[world.slots.indexOf(node)] = world.spares().find(isInScope) as number;
  }
};

/** A fresh node at the same address: what was wrong with the node is gone, and nothing else. */
const renew = (world: World, node: number): void => {
  for (const fault of world.hardware.active()) {
    if (!/^(card|node|uplink)$/.test(fault.place.component)) continue;
    fault.out.delete(node);
    if (fault.place.nodes.every((other) => other === node)) {
      fault.state = "over";
      fault.isDown = false;
    }
  }
};

const canReschedule = (world: World, { does }: Rung): boolean =>
  does === "retry" || does === "process" || world.hardware.isSchedulerUp();

/** Climbs a rung if one can be climbed now. Returns whether it did. */
const reschedule = (world: World, outage: Outage): boolean => {
  const { recovery, job, cluster } = world.experiment;
  const unusable = unusableOf(world);
  const rung = climb(rungsOf(recovery), {
    kinds: outage.kinds,
    failed: outage.failed,
    unusable: unusable.length,
    sparesInScope: job.spares === "unlimited" ? unusable.length : sparesFor(world, unusable),
  });
  if (rung === undefined || !canReschedule(world, rung)) return false;
  loseNodes(world, outage, unusable);
  replace(world, unusable);
  const joinUs = unusable.length === 0 ? 0 : (recovery.spareActivation ?? activationUs[recovery.spares]);
  const cards = world.slots.length * cluster.cardsPerNode;
  const takesUs = fixedUs(rung.takes) + Math.round((rung.takesPerThousandCards * cards) / 1_000) + joinUs;
  outage.phase = { is: "restarting", rung, endUs: world.nowUs + takesUs };
  return true;
};

/** A job that lost a node meanwhile, or a node's last path, does not come back with it: the ladder is climbed again. */
const waitsForNodes = (world: World, outage: Outage): boolean => {
  if (unusableOf(world).length === 0) return false;
  takeStock(world, outage);
  return true;
};

const loadNewest = (world: World, outage: Outage): void => {
  if (waitsForNodes(world, outage)) return;
  const copy = newestOf(world.tiers, world.nowUs);
  if (copy === undefined) return resume(world, outage, 0, new Set());
  outage.phase = {
    is: "loading",
    copy,
    isCorrupt: copy.isCorrupt,
    transfer: { leftUs: copy.tier.loadUs, sharesStorage: copy.tier.sharesStorage },
  };
};

const endRung = (world: World, outage: Outage, rung: Rung): void => {
  if (rung.success < 1) {
    outage.failed.push(rung.name);
    takeStock(world, outage);
  } else if (rung.keepsProgress && !outage.isMemoryGone) {
    if (!waitsForNodes(world, outage)) resume(world, outage, world.step, world.taints);
  } else {
    outage.isMemoryGone = true;
    loadNewest(world, outage);
  }
};

const endLoad = (world: World, outage: Outage, copy: Copy, isCorrupt: boolean): void => {
  if (!isCorrupt) {
    if (!waitsForNodes(world, outage)) resume(world, outage, copy.step, copy.taints);
    return;
  }
  copy.tier.drop((other) => other === copy);
  loadNewest(world, outage);
};

/** The stepping time that the outage throws away if the job goes on from some step. */
export const lostUsOf = (world: World, outage: Outage, step: number): number =>
  outage.killedUs + world.account.ranUs(step, world.step);

/** The job is back, with the state of some step; what is still there of what struck it strikes again. */
const resume = (world: World, outage: Outage, step: number, taints: ReadonlySet<Fault>): void => {
  const { cause, atUs } = outage;
  const lostUs = lostUsOf(world, outage, step);
  world.stops.push({ atUs, kind: cause.kind, faultId: cause.id, recoveryUs: world.nowUs - atUs, lostUs });
  if (outage.isMemoryGone) for (const tier of world.tiers) tier.steppedUs = 0;
  world.step = step;
  world.outage = undefined;
  for (const fault of world.taints) if (!taints.has(fault)) world.taints.delete(fault);
  for (const fault of world.hardware.active()) if (world.hasInJob(fault)) engage(world, fault);
};

/** A card that hangs, or computes wrongly, begins to matter to a job that is up. */
export const engage = (world: World, fault: Fault): void => {
  const dueUs = world.nowUs + (latencyOf(world, fault) ?? 0);
  if (fault.kind === "card.hang") world.hung.set(fault, dueUs);
  if (fault.kind === "card.corrupt" && !world.taints.has(fault)) {
    fault.foundUs ??= dueUs;
    world.taints.add(fault);
  }
};

/** Completes one thing of a job that is down that is due now. Returns whether there was one. */
export const completeDown = (world: World, outage: Outage): boolean => {
  const { phase } = outage;
  switch (phase.is) {
    case "detecting":
      if (outage.hidden.some(({ foundUs }) => foundUs > world.nowUs) && !isAnyDue(world, outage)) return false;
      find(world, outage);
      return true;
    case "rescheduling":
      return reschedule(world, outage);
    case "restarting":
      if (phase.endUs > world.nowUs) return false;
      endRung(world, outage, phase.rung);
      return true;
    case "loading":
      if (!isDone(world, phase.transfer)) return false;
      endLoad(world, outage, phase.copy, phase.isCorrupt);
      return true;
  }
};

const isAnyDue = (world: World, { hidden }: Outage): boolean => hidden.some(({ foundUs }) => foundUs <= world.nowUs);

/** When something happens to a job that is down, by itself. */
export const duesDown = ({ phase, hidden }: Outage): ReadonlyArray<number> => {
  if (phase.is === "detecting") return hidden.map(({ foundUs }) => foundUs);
  return phase.is === "restarting" ? [phase.endUs] : [];
};
