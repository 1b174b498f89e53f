import type { Cooling } from "@ordeal/model";
import {
  type Coolant,
  conductanceAt,
  coolantAt,
  coolantRamp,
  coolantReachesUs,
  crossingUs,
  powerAt,
  relaxationRate,
  type Trajectory,
  temperatureAt,
  trajectoryFrom,
} from "./thermal.ts";

export type LoopState = "free" | "throttled" | "tripped";

/** What a loop does by itself. */
export type LoopChange = "throttled" | "released" | "tripped" | "restored" | "speed";

/** After so many time constants a loop is as one that never had a fault: 500 °C times e^−20 is about 1e-6 °C. */
const FORGOTTEN = 20;

/** The governor works in levels of 1 % while the coolant moves. */
const LEVELS = 100;

/** Absorbs rounding, so that 0.29 is level 29. */
const LEVEL_SLACK = 1e-9;

/** The speed at which T_throttle is the equilibrium, not clipped; 1 where speed has no influence on power. */
const holdingSpeed = ({ throttleC, idleW, loadW }: Cooling, conductanceWPerK: number, coolantC: number): number =>
  loadW > idleW ? ((throttleC - coolantC) * conductanceWPerK - idleW) / (loadW - idleW) : 1;

const levelBelow = (speed: number): number => Math.floor(speed * LEVELS + LEVEL_SLACK);

const clip = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/**
 * A cooling loop that is not, or no longer, like all others: its temperature and what its governor and its trip do
 * about it. Event-driven: between two changes everything is a closed form, and `nextUs` is when it next changes by
 * itself; the caller then calls `step()`. Calls come in order of time, and none later than `nextUs`. A call may change
 * `speed` and `nextUs` at once, never `state` (except `forceTrip`), which changes in `step()`.
 *
 * While throttled, speed makes T_throttle the equilibrium (feed-forward: f depends on flow and coolant, not on T), so a
 * card held there stays there, and one that is off it, after idling or at f_min, goes back to it with the loop's time
 * constant. Speed is the same whether the cards are stepping or not: it is what a step would run at.
 */
export class ThermalLoop {
  private readonly cooling: Cooling;
  private current: LoopState = "free";
  private loaded: boolean;
  private flow = 1;
  private conductanceWPerK: number;
  private whole = true;
  private coolant: Coolant;
  private trajectory: Trajectory;
  /** The governor's speed; 1 unless throttled. */
  private governed = 1;
  private nowUs: number;
  private dueUs = Number.POSITIVE_INFINITY;
  private dueChange: LoopChange = "speed";
  private forgottenUs = Number.POSITIVE_INFINITY;

  /** A loop at full flow, nominal coolant and this temperature (°C): healthy until something is done to it. */
  constructor(cooling: Cooling, atUs: number, temperatureC: number, loaded: boolean) {
    this.cooling = cooling;
    this.nowUs = atUs;
    this.loaded = loaded;
    this.conductanceWPerK = conductanceAt(cooling, 1);
    this.coolant = coolantRamp(atUs, cooling.coolantC, cooling.coolantC, cooling.inletTimeConstant);
    this.trajectory = this.trajectoryFrom(temperatureC);
    this.scheduleNext();
  }

  get state(): LoopState {
    return this.current;
  }

  /** The speed at which its cards run or would run: 1, the governor's f while throttled, 0 when tripped. */
  get speed(): number {
    return this.current === "tripped" ? 0 : this.governed;
  }

  /** The next instant at which something changes by itself; Infinity if never. */
  get nextUs(): number {
    return this.dueUs;
  }

  /**
   * From when on this loop is within 1e-6 °C of one that never had a fault, if nothing else happens to it: free, whole,
   * at full flow and nominal coolant for 20 time constants (C/G₁) without a break. Infinity while it is not on its way.
   */
  get healthyUs(): number {
    return this.forgottenUs;
  }

  /** The temperature of its cards in °C, at an instant between the last change and `nextUs`. */
  temperatureAt(us: number): number {
    return temperatureAt(this.trajectory, us);
  }

  /** Load power while the job steps, idle power otherwise. */
  setLoaded(us: number, loaded: boolean): void {
    this.arrive(us);
    if (loaded === this.loaded) return;
    this.loaded = loaded;
    this.proceed(this.temperatureAt(us));
  }

  /** The share of full flow, φ, from 0 to 1. */
  setFlow(us: number, flow: number): void {
    this.arrive(us);
    if (flow === this.flow) return;
    this.flow = flow;
    this.conductanceWPerK = conductanceAt(this.cooling, flow);
    this.govern();
    this.proceed(this.temperatureAt(us));
  }

  /** By how much the coolant is to rise above nominal, in K; it gets there with the inlet time constant. */
  setInlet(us: number, riseC: number): void {
    this.arrive(us);
    const { coolantC, inletTimeConstant } = this.cooling;
    const targetC = coolantC + riseC;
    if (targetC === this.coolant.targetC) return;
    this.coolant = coolantRamp(us, coolantAt(this.coolant, us), targetC, inletTimeConstant);
    this.govern();
    this.proceed(this.temperatureAt(us));
  }

  /** Powers the cards off at once. */
  forceTrip(us: number): void {
    this.arrive(us);
    if (this.current === "tripped") return;
    this.current = "tripped";
    this.govern();
    this.proceed(this.temperatureAt(us));
  }

  /** Whether no fault is active on the loop: only then does it come back from a trip. */
  setWhole(us: number, whole: boolean): void {
    this.arrive(us);
    if (whole === this.whole) return;
    this.whole = whole;
    this.proceed(this.temperatureAt(us));
  }

  /** Performs the change due at `nextUs`, rounded up to a whole µs: the temperature is put on its threshold. */
  step(): LoopChange {
    const { throttleC, resumeC, tripC } = this.cooling;
    const { dueChange, dueUs } = this;
    if (dueUs === Number.POSITIVE_INFINITY) throw new Error(`nothing is due on a ${this.current} loop`);
    const { startC } = this.trajectory;
    const temperatureC = this.temperatureAt(dueUs);
    this.nowUs = dueUs;
    switch (dueChange) {
      case "throttled":
        this.current = "throttled";
        this.govern();
        this.proceed(Math.max(startC, throttleC));
        break;
      case "tripped":
        this.current = "tripped";
        this.govern();
        this.proceed(Math.max(startC, tripC));
        break;
      case "released":
      case "restored":
        this.current = "free";
        this.govern();
        this.proceed(Math.min(startC, resumeC));
        break;
      case "speed":
        this.governed = this.nextSpeed();
        this.proceed(temperatureC);
        break;
    }
    return dueChange;
  }

  private arrive(us: number): void {
    if (us < this.nowUs || us > this.dueUs) {
      throw new Error(`a loop at ${this.nowUs} µs with a change due at ${this.dueUs} µs was called at ${us} µs`);
    }
    this.nowUs = us;
  }

  /** Starts a new trajectory here, after power, conductance or coolant changed. */
  private proceed(temperatureC: number): void {
    this.trajectory = this.trajectoryFrom(temperatureC);
    this.scheduleNext();
  }

  private trajectoryFrom(temperatureC: number): Trajectory {
    const { cooling } = this;
    const powerW = this.current === "tripped" ? 0 : powerAt(cooling, this.loaded ? this.governed : 0);
    return trajectoryFrom(cooling, this.nowUs, temperatureC, powerW, this.conductanceWPerK, this.coolant);
  }

  /** Sets the governor anew for the flow and the coolant of now. */
  private govern(): void {
    const { cooling, coolant, nowUs } = this;
    if (this.current !== "throttled") {
      this.governed = 1;
      return;
    }
    const holding = holdingSpeed(cooling, this.conductanceWPerK, coolantAt(coolant, nowUs));
    const wanted = coolant.settledUs > nowUs ? levelBelow(holding) / LEVELS : holding;
    this.governed = clip(wanted, cooling.speedMin, 1);
  }

  /** The governor's speed after the change that is due now: one level on, or exact once the coolant has settled. */
  private nextSpeed(): number {
    const { cooling, coolant, nowUs } = this;
    const { speedMin } = cooling;
    if (nowUs < coolant.settledUs) {
      return clip((levelBelow(this.governed) + (coolant.offsetC < 0 ? -1 : 1)) / LEVELS, speedMin, 1);
    }
    return clip(holdingSpeed(cooling, this.conductanceWPerK, coolant.targetC), speedMin, 1);
  }

  /** When the moving coolant takes the governor to its next level, or settles. */
  private nextSpeedUs(): number {
    const { cooling, coolant, nowUs } = this;
    const { throttleC, speedMin, idleW, loadW } = cooling;
    if (coolant.settledUs <= nowUs) return Number.POSITIVE_INFINITY;
    const conductanceWPerK = this.conductanceWPerK;
    const warming = coolant.offsetC < 0;
    const level = levelBelow(this.governed);
    if (loadW > idleW && (warming ? level > levelBelow(speedMin) : level < LEVELS)) {
      // Warming, the speed that holds falls through this level; cooling down, it rises to the next one.
      const edge = (warming ? level : level + 1) / LEVELS;
      const us = coolantReachesUs(coolant, throttleC - powerAt(cooling, edge) / conductanceWPerK);
      if (us < coolant.settledUs) return Math.max(us, nowUs);
    }
    const settled = clip(holdingSpeed(cooling, conductanceWPerK, coolant.targetC), speedMin, 1);
    return settled === this.governed ? Number.POSITIVE_INFINITY : coolant.settledUs;
  }

  /** Finds what changes next by itself, and from when on the loop is healthy. */
  private scheduleNext(): void {
    const { cooling, coolant, nowUs, trajectory } = this;
    this.dueUs = Number.POSITIVE_INFINITY;
    switch (this.current) {
      case "free":
        this.due("throttled", crossingUs(trajectory, cooling.throttleC, 1));
        break;
      case "throttled":
        this.due("tripped", crossingUs(trajectory, cooling.tripC, 1));
        // Held under load it does not cool down by itself: what a level, rounded down, lets it fall is no release.
        if (!this.loaded || this.governed === 1) this.due("released", crossingUs(trajectory, cooling.resumeC, -1));
        this.due("speed", this.nextSpeedUs());
        break;
      case "tripped":
        if (this.whole) this.due("restored", crossingUs(trajectory, cooling.resumeC, -1));
        break;
    }
    const nominal = this.current === "free" && this.whole && this.flow === 1 && coolant.targetC === cooling.coolantC;
    if (!nominal) this.forgottenUs = Number.POSITIVE_INFINITY;
    else if (this.forgottenUs === Number.POSITIVE_INFINITY) {
      const ratePerUs = relaxationRate(cooling, conductanceAt(cooling, 1));
      this.forgottenUs = Math.max(nowUs, coolant.settledUs) + Math.ceil(FORGOTTEN / ratePerUs);
    }
  }

  private due(change: LoopChange, us: number): void {
    if (us >= this.dueUs) return;
    this.dueUs = us;
    this.dueChange = change;
  }
}
