import type { Cooling } from "@ordeal/model";
import type { Holder } from "../cluster/fleet.ts";
import type { Fault } from "../fault.ts";
import { Priority } from "../kernel/queue.ts";
import type { World } from "../world.ts";
import { LoadHistory } from "./healthy.ts";
import { ThermalLoop } from "./loop.ts";
import { conductanceAt, equilibrium, relaxationRate } from "./thermal.ts";

/** What faults do to one loop: the flow they leave, by how much they warm the coolant, whether one is a leak. */
export interface LoopEffect {
  readonly flow?: number;
  readonly riseC?: number;
  readonly leaks?: boolean;
}

/** A loop that is not healthy, with the faults on it. */
interface SickLoop {
  readonly index: number;
  readonly name: string;
  readonly thermal: ThermalLoop;
  readonly effects: Map<Fault, LoopEffect>;
  /** Holds the loop's nodes while it is tripped. */
  readonly holder: Holder;
  lastFault: Fault;
}

/** The cooling loops: one shared trajectory for all healthy ones, and one object for each that is not. */
export class Loops {
  private readonly world: World;
  private readonly cooling: Cooling;
  private readonly history = new LoadHistory(false);
  private readonly sick = new Map<number, SickLoop>();
  private readonly stale = new Set<SickLoop>();
  private readonly memoryUs: number;
  /** Load power that throttled cards of the job did not draw, as a share of it, in node-µs, and up to when. */
  private sparedNodeUs = 0;
  private sparedUntilUs = 0;

  constructor(world: World) {
    this.world = world;
    this.cooling = world.plan.scenario.cluster.cooling;
    this.memoryUs = 40 / relaxationRate(this.cooling, conductanceAt(this.cooling, 1));
  }

  get areHealthy(): boolean {
    return this.sick.size === 0;
  }

  /** The least speed at which a loop lets cards of the job run. */
  leastSpeed(): number {
    let least = 1;
    for (const { index, thermal } of this.sick.values()) {
      if (thermal.state !== "tripped" && this.servesJob(index)) least = Math.min(least, thermal.speed);
    }
    return least;
  }

  /** The loop's temperature in °C, the speed of its cards, and whether they work, for whoever looks. */
  look(index: number): { readonly temperatureC: number; readonly speed: number; readonly isLoaded: boolean } {
    const { nowUs, isLoaded } = this.world;
    const thermal = this.sick.get(index)?.thermal;
    return {
      temperatureC: thermal === undefined ? this.healthyC(index) : thermal.temperatureAt(nowUs),
      speed: thermal === undefined ? 1 : thermal.speed,
      isLoaded: isLoaded && this.servesJob(index),
    };
  }

  /** The loops that are not, or not yet again, like all others. */
  notHealthy(): Iterable<number> {
    return this.sick.keys();
  }

  /** Node-µs of load power that the job's throttled nodes were spared by an instant. */
  sparedBy(nowUs: number): number {
    let spared = this.sparedNodeUs;
    if (!this.world.isLoaded) return spared;
    const us = nowUs - this.sparedUntilUs;
    for (const { index, thermal } of this.sick.values()) {
      if (thermal.speed < 1) spared += (1 - thermal.speed) * us * this.jobNodesOf(index);
    }
    return spared;
  }

  /** To be called before load, speed or membership change: books what throttled loops spared until now. */
  spare(nowUs: number): void {
    this.sparedNodeUs = this.sparedBy(nowUs);
    this.sparedUntilUs = nowUs;
  }

  private jobNodesOf(index: number): number {
    const [from, end] = this.world.plan.topology.supernodesOfLoop(index);
    let nodes = 0;
    for (let supernode = from; supernode < end; supernode++) nodes += this.world.fleet.jobNodesOfSupernode(supernode);
    return nodes;
  }

  setLoaded(nowUs: number, loaded: boolean): void {
    this.history.push(nowUs, loaded);
    for (const { thermal, index } of this.sick.values()) {
      thermal.setLoaded(nowUs, loaded && this.servesJob(index));
      this.plan(index);
    }
  }

  /** Notes the load of save cycles that were gone through at once, as far back as any loop remembers. */
  rememberCycles(fromUs: number, steppingUs: number, cycleUs: number, cycles: number): void {
    const first = Math.max(0, cycles - Math.ceil(this.memoryUs / cycleUs) - 1, cycles - 33);
    for (let cycle = first; cycle < cycles; cycle++) {
      this.history.push(fromUs + cycle * cycleUs + steppingUs, false);
      this.history.push(fromUs + (cycle + 1) * cycleUs, true);
    }
  }

  /** Puts a fault's effect on a loop in force. */
  afflict(index: number, fault: Fault, effect: LoopEffect): void {
    const sick = this.sick.get(index) ?? this.sicken(index, fault);
    sick.effects.set(fault, effect);
    sick.lastFault = fault;
    this.apply(sick);
  }

  relieve(index: number, fault: Fault): void {
    const sick = this.sick.get(index);
    if (sick === undefined || !sick.effects.delete(fault)) return;
    if (this.world.isEndingMany) this.stale.add(sick);
    else this.apply(sick);
  }

  /** Puts in force what is left of the effects on loops that were relieved of several at once. */
  applyAll(): void {
    for (const sick of this.stale) this.apply(sick);
    this.stale.clear();
  }

  private sicken(index: number, fault: Fault): SickLoop {
    const { nowUs } = this.world;
    const loaded = this.world.isLoaded && this.servesJob(index);
    const name = this.world.plan.topology.name("loop", index);
    const sick: SickLoop = {
      index,
      name,
      thermal: new ThermalLoop(this.cooling, nowUs, this.healthyC(index), loaded),
      effects: new Map(),
      holder: { id: name },
      lastFault: fault,
    };
    this.sick.set(index, sick);
    return sick;
  }

  /** A healthy loop follows the job's load, or idles when it serves none of its nodes. */
  private healthyC(index: number): number {
    if (this.servesJob(index)) return this.history.temperatureAt(this.world.nowUs, this.cooling);
    return equilibrium(this.cooling.coolantC, this.cooling.idleW, conductanceAt(this.cooling, 1));
  }

  private apply({ index, thermal, effects }: SickLoop): void {
    const { nowUs } = this.world;
    this.spare(nowUs);
    let flow = 1;
    let riseC = 0;
    let leaks = false;
    for (const effect of effects.values()) {
      flow *= effect.flow ?? 1;
      riseC += effect.riseC ?? 0;
      leaks ||= effect.leaks ?? false;
    }
    thermal.setFlow(nowUs, flow);
    thermal.setInlet(nowUs, riseC);
    const wasTripped = thermal.state === "tripped";
    if (leaks) thermal.forceTrip(nowUs);
    thermal.setWhole(nowUs, effects.size === 0);
    if (leaks && !wasTripped) this.trip(index);
    this.world.job.refreshSpeed();
    this.plan(index);
  }

  /** Schedules the loop's next change of its own. */
  private plan(index: number): void {
    const sick = this.sick.get(index);
    if (sick === undefined) return;
    const atUs = Math.min(
      sick.thermal.nextUs,
      sick.effects.size === 0 ? sick.thermal.healthyUs : Number.POSITIVE_INFINITY,
    );
    if (atUs === Number.POSITIVE_INFINITY) return;
    this.world.queue.push({
      atUs,
      priority: Priority.completion,
      id: sick.name,
      happen: () => this.change(sick, atUs),
    });
  }

  private change(sick: SickLoop, atUs: number): void {
    const { thermal, index, name, effects } = sick;
    if (this.sick.get(index) !== sick) return;
    this.spare(atUs);
    if (thermal.nextUs === atUs) {
      const change = thermal.step();
      const temperatureC = round(thermal.temperatureAt(atUs));
      const { journal } = this.world;
      if (change === "throttled")
        journal.say(atUs, "loop.throttled", { loop: name, temperatureC, speed: round(thermal.speed) });
      if (change === "released") journal.say(atUs, "loop.released", { loop: name, temperatureC });
      if (change === "tripped") this.trip(index);
      if (change === "restored") this.restore(sick, temperatureC);
      this.world.job.refreshSpeed();
      this.plan(index);
    } else if (effects.size === 0 && thermal.healthyUs <= atUs && thermal.state === "free") {
      this.sick.delete(index);
      this.world.job.refreshSpeed();
    }
  }

  private trip(index: number): void {
    const sick = this.sick.get(index) as SickLoop;
    const { world } = this;
    const temperatureC = round(sick.thermal.temperatureAt(world.nowUs));
    world.journal.say(world.nowUs, "loop.tripped", { loop: sick.name, temperatureC });
    const [from, end] = world.plan.topology.nodesOfLoop(index);
    // The last of the faults that are there; of those that were, when the loop trips after the last heal.
    let fault = sick.lastFault;
    for (const one of sick.effects.keys()) fault = one;
    world.takeDown(from, end, sick.holder, fault);
  }

  private restore(sick: SickLoop, temperatureC: number): void {
    const { world } = this;
    world.journal.say(world.nowUs, "loop.restored", { loop: sick.name, temperatureC });
    const [from, end] = world.plan.topology.nodesOfLoop(sick.index);
    world.bringUp(from, end, sick.holder);
  }

  private servesJob(index: number): boolean {
    const [from, end] = this.world.plan.topology.supernodesOfLoop(index);
    return this.world.fleet.hasJobNodes(from, end);
  }
}

/** Temperatures and speeds in the journal have three decimals. */
const round = (value: number): number => Math.round(value * 1_000) / 1_000;
