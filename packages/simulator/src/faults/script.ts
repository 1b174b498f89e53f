import {
  type ComponentKind,
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
import { Fault, type FaultOrigin } from "../fault.ts";
import { Priority } from "../kernel/queue.ts";
import { streamOf } from "../kernel/random.ts";
import type { World } from "../world.ts";
import { behaviours } from "./index.ts";
import { withheldBy } from "./safety.ts";

/** A fault that somebody scripts, with what bounds it. */
export interface Script {
  readonly spec: FaultSpec;
  readonly id: string;
  readonly origin: FaultOrigin;
  /** How long it may last at most, in microseconds, whatever its kind says. */
  readonly ttlUs?: number;
}

/** Arranges for a scripted fault to strike: at an instant, again and again, or on a trigger. */
export const schedule = (world: World, script: Script): void => {
  const { spec, id } = script;
  const { scenario, endUs } = world.plan;
  const { armed } = world;
  armed.set(id, script);
  /** Strikes unless it was disarmed meanwhile; the last time it is armed no more. */
  const strike = (nthId: string, isLast: boolean): void => {
    if (armed.get(id) !== script) return;
    if (isLast) armed.delete(id);
    strikeScript(world, script, nthId);
  };
  if (spec.at !== undefined) {
    const atUs = instantUs(spec.at, scenario.startsAt) ?? 0;
    world.queue.push({ atUs, priority: Priority.fault, id, happen: () => strike(id, true) });
  } else if (spec.on !== undefined) {
    const { event, time, after } = spec.on;
    if (spec.on.every === true) strikeEveryTime(world, script, spec.on);
    else world.journal.watch(event, time, () => world.after(after, Priority.fault, id, () => strike(id, true)));
  } else if (spec.every !== undefined) {
    const { period, from = 0, times = Number.POSITIVE_INFINITY } = spec.every;
    const plan = (nth: number, atUs: number): void => {
      if (nth > times || atUs >= endUs) return;
      const nthId = `${id}#${nth}`;
      world.queue.push({
        atUs,
        priority: Priority.fault,
        id: nthId,
        happen: () => {
          strike(nthId, nth === times);
          plan(nth + 1, atUs + period);
        },
      });
    };
    plan(1, from);
  }
};

/** Strikes at an event from some time on every time it comes, once an instant, until it struck often enough. */
const strikeEveryTime = (world: World, script: Script, { event, time, after, times }: Trigger): void => {
  const { id, spec } = script;
  const { armed, journal } = world;
  let count = 0;
  let lastUs = -1;
  const strike = (nth: number): void => {
    if (armed.get(id) !== script) return;
    if (nth === times) armed.delete(id);
    strikeScript(world, script, `${id}#${nth}`);
  };
  const listen = (nth: number): void => journal.watch(event, nth, hear);
  const hear = (atUs: number): void => {
    if (armed.get(id) !== script || count === times) return;
    if (count === TRIGGERED_MAX && times === undefined) {
      armed.delete(id);
      const reason = `struck ${TRIGGERED_MAX} times, which is the most that a trigger does unless it says so`;
      journal.say(world.nowUs, "fault.skipped", { faultId: id, kind: spec.kind, reason });
      return;
    }
    if (atUs !== lastUs) {
      const next = ++count;
      lastUs = atUs;
      world.after(after, Priority.fault, `${id}#${next}`, () => strike(next));
    }
    listen(1);
  };
  listen(time);
};

/** A scripted fault strikes now what its selector picks now; one that may not, or finds no target, is skipped and says so. */
const strikeScript = (world: World, script: Script, id: string): void => {
  const { spec, origin, ttlUs = Number.POSITIVE_INFINITY } = script;
  const stream = streamOf(world.seed, `target/${id}`);
  const targets = spec.target === undefined ? [0] : select(spec.target, world, stream);
  const component = componentOf(spec, spec.target);
  const reason = whyNot(world, spec, component, targets);
  if (reason !== undefined) {
    world.record.faultsSkipped++;
    world.journal.say(world.nowUs, "fault.skipped", { faultId: id, kind: spec.kind, reason });
    return;
  }
  const nature = {
    kind: spec.kind,
    behaviour: behaviours[spec.kind],
    parameters: spec,
    component,
    tally: world.record.tally(spec.kind, spec.cause),
    durationUs: spec.duration,
    ttlUs,
    repair: world.plan.repair,
    detectAfterUs: spec.detectAfter,
  };
  const streams = { at: () => streamOf(world.seed, `fault/${id}`) };
  world.strike(
    new Fault(world, nature, { id, targets, origin, scriptId: script.id, streams, ordinal: 0, onEnd: undefined }),
  );
};

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
  if (needsProcesses === true && isOver && !world.job.hasProcesses && isOfJob(world, component, targets))
    return "the job has no processes";
  return withheldBy(world, component, targets);
};

/** Whether it strikes the job, or what lies in it. */
const isOfJob = ({ plan, fleet }: World, component: ComponentKind, targets: ReadonlyArray<number>): boolean =>
  component === "job" ||
  targets.some((index) => {
    const [from, end] = plan.topology.nodesOf(component, index);
    for (let node = from; node < end; node++) if (fleet.isInJob(node)) return true;
    return false;
  });

const componentOf = ({ kind }: FaultSpec, target: Selector | undefined): ComponentKind =>
  target === undefined ? (soleTarget(kind) ?? faultKinds[kind].targets[0]) : selectedComponent(target);
