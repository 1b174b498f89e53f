import type { Cooling } from "@ordeal/model";
import type { Fleet, Holder } from "../cluster/fleet.ts";
import type { Ground } from "../cluster/ground.ts";
import type { Topology } from "../cluster/topology.ts";
import type { Fault, LoopEffect, LoopsUnderFault } from "../fault/fault.ts";
import type { Journal } from "../journal.ts";
import type { Clock } from "../kernel/clock.ts";
import { Priority } from "../kernel/queue.ts";
import { LoadHistory } from "./healthy.ts";
import { HealthyLoops } from "./healthy-loops.ts";
import { ThermalLoop } from "./loop.ts";
import { conductanceAt, relaxationRate } from "./thermal.ts";

/** A loop that is not healthy, with the faults on it. */
interface FaultyLoop {
  readonly index: number;
  readonly name: string;
  readonly thermal: ThermalLoop;
  readonly effects: Map<Fault, LoopEffect>;
  /** Holds the loop's nodes while it is tripped. */
  readonly holder: Holder;
  lastFault: Fault;
}

/** Whoever runs on the cards that the loops cool. */
export interface LoopsUser {
  /** Brings itself to this instant: its load is about to matter. */
  beforeLoopChanges(): void;
  /** The speed may have changed at which a loop lets its cards run. */
  speedChanged(): void;
  /** A loop tripped over a fault, and its nodes are gone; or they are there again. */
  takeDown(from: number, end: number, holder: Holder, fault: Fault): void;
  bringUp(from: number, end: number, holder: Holder): void;
}

/** The cooling loops: one shared trajectory for all healthy ones, and one object for each that is not. */
export class Loops implements LoopsUnderFault {
  private readonly clock: Clock;
  private readonly journal: Journal;
  private readonly topology: Topology;
  private readonly fleet: Fleet;
  private readonly user: LoopsUser;
  private readonly cooling: Cooling;
  private readonly healthy: HealthyLoops;
  private readonly faulty = new Map<number, FaultyLoop>();
  private readonly stale = new Set<FaultyLoop>();
  private readonly memoryUs: number;
  /** Load power that throttled cards of the job did not draw, as a share of it, in node-µs, and up to when. */
  private sparedNodeUs = 0;
  private sparedUntilUs = 0;
  private isLoaded = false;
  private isDeferring = false;

  constructor(clock: Clock, journal: Journal, ground: Ground, fleet: Fleet, user: LoopsUser) {
    this.clock = clock;
    this.journal = journal;
    this.topology = ground.topology;
    this.fleet = fleet;
    this.user = user;
    this.cooling = ground.scenario.cluster.cooling;
    this.healthy = new HealthyLoops(this.cooling);
    this.memoryUs = LoadHistory.memoryUs(relaxationRate(this.cooling, conductanceAt(this.cooling, 1)));
  }

  get areHealthy(): boolean {
    return this.faulty.size === 0;
  }

  /** The least speed at which a loop lets cards of the job run. */
  leastSpeed(): number {
    let least = 1;
    if (this.areHealthy) return least;
    for (const { index, thermal } of this.faulty.values()) {
      if (thermal.state !== "tripped" && this.servesJob(index)) least = Math.min(least, thermal.speed);
    }
    return least;
  }

  /** The loop's temperature in °C, the speed of its cards, and whether they work, for whoever looks. */
  look(index: number): { readonly temperatureC: number; readonly speed: number; readonly isLoaded: boolean } {
    const { nowUs } = this.clock;
    const thermal = this.faulty.get(index)?.thermal;
    return {
      temperatureC: thermal === undefined ? this.healthyC(index) : thermal.temperatureAt(nowUs),
      speed: thermal === undefined ? 1 : thermal.speed,
      isLoaded: this.isLoaded && this.servesJob(index),
    };
  }

  /** The loops that are not, or not yet again, like all others. */
  notHealthy(): Iterable<number> {
    return this.faulty.keys();
  }

  /** Node-µs of load power that the job's throttled nodes were spared by an instant. */
  sparedBy(nowUs: number): number {
    let spared = this.sparedNodeUs;
    if (!this.isLoaded) return spared;
    const us = nowUs - this.sparedUntilUs;
    for (const { index, thermal } of this.faulty.values()) {
      // Cards of a loop that tripped are down; where fresh nodes took their places, those run as they should.
      if (thermal.speed < 1 && thermal.state !== "tripped") spared += (1 - thermal.speed) * us * this.jobNodesOf(index);
    }
    return spared;
  }

  /** Before load, speed or membership change: books what throttled loops spared until now. */
  private spare(nowUs: number): void {
    this.sparedNodeUs = this.sparedBy(nowUs);
    this.sparedUntilUs = nowUs;
  }

  private jobNodesOf(index: number): number {
    const [from, end] = this.topology.supernodesOfLoop(index);
    let nodes = 0;
    for (let supernode = from; supernode < end; supernode++) nodes += this.fleet.jobNodesOfSupernode(supernode);
    return nodes;
  }

  /** Whether the job puts load on its cards, from now on. */
  setLoaded(nowUs: number, loaded: boolean): void {
    const { areHealthy } = this;
    if (!areHealthy) this.spare(nowUs);
    this.isLoaded = loaded;
    this.healthy.load.push(nowUs, loaded);
    if (areHealthy) return;
    for (const { thermal, index } of this.faulty.values()) {
      thermal.setLoaded(nowUs, loaded && this.servesJob(index));
      this.scheduleNext(index);
    }
  }

  /** The job puts load on its cards, but for a while that it did not; all loops are healthy. */
  rest(fromUs: number, untilUs: number): void {
    this.healthy.load.push(fromUs, false);
    this.healthy.load.push(untilUs, true);
  }

  /** Notes the load of save cycles that were gone through at once, as far back as any loop remembers. */
  rememberCycles(fromUs: number, steppingUs: number, cycleUs: number, cycles: number): void {
    const first = Math.max(0, cycles - Math.ceil(this.memoryUs / cycleUs) - 1, cycles - 33);
    for (let cycle = first; cycle < cycles; cycle++) {
      this.healthy.load.push(fromUs + cycle * cycleUs + steppingUs, false);
      this.healthy.load.push(fromUs + (cycle + 1) * cycleUs, true);
    }
  }

  /** Puts a fault's effect on a loop in force. */
  add(index: number, fault: Fault, effect: LoopEffect): void {
    this.user.beforeLoopChanges();
    const faulty = this.faulty.get(index) ?? this.addFaulty(index, fault);
    faulty.effects.set(fault, effect);
    faulty.lastFault = fault;
    this.apply(faulty);
  }

  remove(index: number, fault: Fault): void {
    const faulty = this.faulty.get(index);
    if (faulty === undefined || !faulty.effects.delete(fault)) return;
    if (this.isDeferring) this.stale.add(faulty);
    else this.apply(faulty);
  }

  /** Several faults go at once: what is left on their loops is put in force at {@link flush}. */
  defer(): void {
    this.isDeferring = true;
  }

  flush(): void {
    this.isDeferring = false;
    for (const faulty of this.stale) this.apply(faulty);
    this.stale.clear();
  }

  private addFaulty(index: number, fault: Fault): FaultyLoop {
    const { nowUs } = this.clock;
    const loaded = this.isLoaded && this.servesJob(index);
    const name = this.topology.name("loop", index);
    const faulty: FaultyLoop = {
      index,
      name,
      thermal: new ThermalLoop(this.cooling, nowUs, this.healthyC(index), loaded),
      effects: new Map(),
      holder: { id: name },
      lastFault: fault,
    };
    this.faulty.set(index, faulty);
    return faulty;
  }

  private healthyC(index: number): number {
    return this.healthy.temperatureAt(index, this.servesJob(index), this.clock.nowUs);
  }

  /** A supernode has its first node of the job now, or has lost the last one: so may have its loop. */
  serviceChanged(supernode: number, atUs: number): void {
    const index = this.topology.loopOfSupernode(supernode);
    const left = this.jobNodesOf(index) - this.fleet.jobNodesOfSupernode(supernode);
    if (left === 0) this.healthy.turn(index, atUs);
  }

  private apply({ index, thermal, effects }: FaultyLoop): void {
    const { nowUs } = this.clock;
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
    this.user.speedChanged();
    this.scheduleNext(index);
  }

  /** Schedules the loop's next change of its own. */
  private scheduleNext(index: number): void {
    const faulty = this.faulty.get(index);
    if (faulty === undefined) return;
    const atUs = Math.min(
      faulty.thermal.nextUs,
      faulty.effects.size === 0 ? faulty.thermal.healthyUs : Number.POSITIVE_INFINITY,
    );
    if (atUs === Number.POSITIVE_INFINITY) return;
    this.clock.queue.push({
      atUs,
      priority: Priority.completion,
      id: faulty.name,
      happen: () => this.change(faulty, atUs),
    });
  }

  private change(faulty: FaultyLoop, atUs: number): void {
    const { thermal, index, name, effects } = faulty;
    if (this.faulty.get(index) !== faulty) return;
    this.spare(atUs);
    if (thermal.nextUs === atUs) {
      const change = thermal.step();
      const temperatureC = round(thermal.temperatureAt(atUs));
      const { journal } = this;
      if (change === "throttled")
        journal.emit(atUs, "loop.throttled", { loop: name, temperatureC, speed: round(thermal.speed) });
      if (change === "released") journal.emit(atUs, "loop.released", { loop: name, temperatureC });
      if (change === "tripped") this.trip(index);
      if (change === "restored") this.restore(faulty, temperatureC);
      this.user.speedChanged();
      this.scheduleNext(index);
    } else if (effects.size === 0 && thermal.healthyUs <= atUs && thermal.state === "free") {
      this.faulty.delete(index);
      this.user.speedChanged();
    }
  }

  private trip(index: number): void {
    const faulty = this.faulty.get(index) as FaultyLoop;
    const { nowUs } = this.clock;
    const temperatureC = round(faulty.thermal.temperatureAt(nowUs));
    this.journal.emit(nowUs, "loop.tripped", { loop: faulty.name, temperatureC });
    const [from, end] = this.topology.nodesOfLoop(index);
    // The last of the faults that are there; of those that were, when the loop trips after the last heal.
    let fault = faulty.lastFault;
    for (const one of faulty.effects.keys()) fault = one;
    this.user.takeDown(from, end, faulty.holder, fault);
  }

  private restore(faulty: FaultyLoop, temperatureC: number): void {
    this.journal.emit(this.clock.nowUs, "loop.restored", { loop: faulty.name, temperatureC });
    const [from, end] = this.topology.nodesOfLoop(faulty.index);
    this.user.bringUp(from, end, faulty.holder);
  }

  private servesJob(index: number): boolean {
    const [from, end] = this.topology.supernodesOfLoop(index);
    return this.fleet.hasJobNodes(from, end);
  }
}

/** Temperatures and speeds in the journal have three decimals. */
const round = (value: number): number => Math.round(value * 1_000) / 1_000;
