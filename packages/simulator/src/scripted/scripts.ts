import {
  type ComponentKind,
  type FaultKind,
  type FaultSpec,
  faultKinds,
  instantUs,
  isMomentary,
  type Selector,
  selectedComponent,
  soleTarget,
  TRIGGERED_MAX,
  type Trigger,
} from "@ordeal/model";
import { select } from "../cluster/select.ts";
import { Fault } from "../fault/fault.ts";
import { behaviours } from "../faults/index.ts";
import { ChurningMap } from "../kernel/churning-map.ts";
import { Priority } from "../kernel/queue.ts";
import type { World } from "../world.ts";
import { withheldBy } from "./safety.ts";

/** A fault that somebody scripts, with what bounds it. */
export interface Script {
  readonly spec: FaultSpec;
  readonly id: string;
  /** How long it may last at most, in microseconds, whatever its kind says. */
  readonly ttlUs: number;
}

/** A fault of the script; `sinceUs` is when it struck, `null` while it is armed. */
export interface InjectedFault {
  readonly faultId: string;
  /** The id it was injected under; another than its own when it is one of several repetitions. */
  readonly scriptId: string;
  readonly kind: FaultKind;
  readonly sinceUs: number | null;
}

/** The faults that people script: armed until they strike, or are healed. */
export class Scripts {
  private readonly world: World;
  /** Those that may still strike, by id. */
  private readonly armed = new ChurningMap<string, Script>();

  constructor(world: World) {
    this.world = world;
  }

  /** Whether a fault of this id may still strike, or is active. */
  has(id: string): boolean {
    return this.armed.has(id) || this.world.faults.active.find(id) !== undefined;
  }

  /** Arranges for a scripted fault to strike: at an instant, again and again, or on a trigger. */
  arm(script: Script): void {
    const { spec, id } = script;
    const { world, armed } = this;
    const { clock, journal, job, ground, endUs } = world;
    armed.set(id, script);
    /** Strikes unless it was disarmed meanwhile; the last time it is armed no more. */
    const strike = (nthId: string, isLast: boolean): void => {
      if (armed.get(id) !== script) return;
      if (isLast) armed.delete(id);
      this.strike(script, nthId);
    };
    if (spec.at !== undefined) {
      const atUs = instantUs(spec.at, ground.scenario.startsAt) ?? 0;
      clock.queue.push({ atUs, priority: Priority.fault, id, happen: () => strike(id, true) });
    } else if (spec.on !== undefined) {
      const { event, time, after } = spec.on;
      // Saves that nobody listened for may be of interest from now on.
      job.sync();
      if (spec.on.every === true) this.strikeEveryTime(script, spec.on);
      else journal.onNth(event, time, () => clock.after(after, Priority.fault, id, () => strike(id, true)));
    } else if (spec.every !== undefined) {
      const { period, from = 0, times = Number.POSITIVE_INFINITY } = spec.every;
      const arrange = (nth: number, atUs: number): void => {
        if (nth > times || atUs >= endUs) return;
        const nthId = `${id}#${nth}`;
        clock.queue.push({
          atUs,
          priority: Priority.fault,
          id: nthId,
          happen: () => {
            strike(nthId, nth === times);
            arrange(nth + 1, atUs + period);
          },
        });
      };
      arrange(1, from);
    }
  }

  /** Strikes at an event from some time on every time it comes, once an instant, until it struck often enough. */
  private strikeEveryTime(script: Script, { event, time, after, times }: Trigger): void {
    const { id, spec } = script;
    const { world, armed } = this;
    const { clock, journal } = world;
    let count = 0;
    let lastUs = -1;
    const strike = (nth: number): void => {
      if (armed.get(id) !== script) return;
      if (nth === times) armed.delete(id);
      this.strike(script, `${id}#${nth}`);
    };
    const listen = (nth: number): void => journal.onNth(event, nth, onEvent);
    const onEvent = (atUs: number): void => {
      if (armed.get(id) !== script || count === times) return;
      if (count === TRIGGERED_MAX && times === undefined) {
        armed.delete(id);
        const reason = `struck ${TRIGGERED_MAX} times, which is the most that a trigger does unless it says so`;
        journal.emit(clock.nowUs, "fault.skipped", { faultId: id, kind: spec.kind, reason });
        return;
      }
      if (atUs !== lastUs) {
        const next = ++count;
        lastUs = atUs;
        clock.after(after, Priority.fault, `${id}#${next}`, () => strike(next));
      }
      listen(1);
    };
    listen(time);
  }

  /** A scripted fault strikes now what its selector picks now; one that may not, or finds no target, is skipped and says so. */
  private strike({ spec, id: scriptId, ttlUs }: Script, id: string): void {
    const { world } = this;
    const { faults, chance, ground, job } = world;
    const streamOf = () => chance.stream(`target/${id}`);
    const targets = spec.target === undefined ? [0] : select(spec.target, world, streamOf);
    const component = componentOf(spec, spec.target);
    const reason = whyNot(world, spec, component, targets);
    if (reason !== undefined) return faults.skip(id, spec.kind, reason);
    const { lasts, detection } = faultKinds[spec.kind];
    const nature = {
      kind: spec.kind,
      lasts,
      detection,
      behaviour: behaviours[spec.kind],
      parameters: spec,
      component,
      tally: job.state.record.tally(spec.kind, spec.cause),
      durationUs: spec.duration,
      ttlUs,
      repair: ground.repair,
      detectAfterUs: spec.detectAfter,
    };
    const streams = { at: () => chance.stream(`fault/${id}`) };
    const source = {
      name: id,
      origin: "experiment",
      scriptId,
      isAlone: false,
      streams,
      onEnd: undefined,
    } as const;
    faults.strike(new Fault(faults, nature, source, 0, targets));
  }

  /** Disarms a fault, and ends it now if it is active. Returns whether there was one of that id. */
  heal(faultId: string): boolean {
    const { world } = this;
    const wasArmed = this.armed.delete(faultId);
    const struck = world.faults.active.ofScript(faultId);
    for (const fault of struck) {
      world.job.sync();
      world.faults.end(fault);
    }
    world.tellWaiting();
    world.replaced.heal(({ id }) => scriptIdOf(id) === faultId, world.clock.nowUs);
    return wasArmed || struck.length > 0;
  }

  /** Disarms and ends several at once. Returns the ids of those that were there. */
  healAll(faultIds: Iterable<string>): ReadonlyArray<string> {
    const { world } = this;
    const healed: Array<string> = [];
    const struck: Array<Fault> = [];
    for (const faultId of new Set(faultIds)) {
      const wasArmed = this.armed.delete(faultId);
      const active = world.faults.active.ofScript(faultId);
      for (const fault of active) struck.push(fault);
      if (wasArmed || active.length > 0) healed.push(faultId);
    }
    world.faults.endAll(struck);
    world.tellWaiting();
    const ids = new Set(healed);
    world.replaced.heal(({ id }) => ids.has(scriptIdOf(id)), world.clock.nowUs);
    return healed;
  }

  /** Those that may still strike, or are active, by id. */
  list(): ReadonlyArray<InjectedFault> {
    const { active } = this.world.faults;
    const injected: Array<InjectedFault> = [];
    for (const { id, kind, startUs, source } of active.scripted()) {
      injected.push({ faultId: id, scriptId: source.scriptId ?? id, kind, sinceUs: startUs });
    }
    for (const { id, spec } of this.armed.values()) {
      if (!active.hasOfScript(id)) injected.push({ faultId: id, scriptId: id, kind: spec.kind, sinceUs: null });
    }
    return injected.sort((a, b) => (a.faultId < b.faultId ? -1 : 1));
  }

  /** How many those are. */
  get count(): number {
    const { active } = this.world.faults;
    let count = active.scriptedCount;
    for (const id of this.armed.keys()) if (!active.hasOfScript(id)) count++;
    return count;
  }
}

/** The script that a fault is of: its repetitions are called `ID#n`. */
const scriptIdOf = (id: string): string => id.replace(/#\d+$/, "");

/** Why a scripted fault does not strike; `undefined` when it does. A hang that lasts waits for the job to have processes. */
const whyNot = (
  world: World,
  { kind, duration }: FaultSpec,
  component: ComponentKind,
  targets: ReadonlyArray<number>,
): string | undefined => {
  if (targets.length === 0) return "no target";
  const { needsProcesses } = behaviours[kind];
  const isOver = isMomentary(kind) || duration === undefined;
  if (needsProcesses === true && isOver && !world.controls.hasProcesses && isOfJob(world, component, targets))
    return "the job has no processes";
  return withheldBy(world, component, targets);
};

/** Whether it strikes the job, or what lies in it. */
const isOfJob = ({ ground, fleet }: World, component: ComponentKind, targets: ReadonlyArray<number>): boolean =>
  component === "job" ||
  targets.some((index) => {
    const [from, end] = ground.topology.nodesOf(component, index);
    for (let node = from; node < end; node++) if (fleet.isInJob(node)) return true;
    return false;
  });

const componentOf = ({ kind }: FaultSpec, target: Selector | undefined): ComponentKind =>
  target === undefined ? (soleTarget(kind) ?? faultKinds[kind].targets[0]) : selectedComponent(target);
