import {
  type ComponentKind,
  type FaultSpec,
  faultKinds,
  instantUs,
  type Selector,
  selectedComponent,
  soleTarget,
} from "@ordeal/model";
import { select } from "../cluster/select.ts";
import { Fault, type FaultOrigin } from "../fault.ts";
import { Priority } from "../kernel/queue.ts";
import { streamOf } from "../kernel/random.ts";
import type { World } from "../world.ts";
import { behaviours } from "./index.ts";

/** Arranges for a scripted fault to strike: at an instant, again and again, or on a trigger. */
export const schedule = (world: World, spec: FaultSpec, id: string, origin: FaultOrigin): void => {
  const { scenario, endUs } = world.plan;
  if (spec.at !== undefined) {
    const atUs = instantUs(spec.at, scenario.startsAt) ?? 0;
    world.queue.push({ atUs, priority: Priority.fault, id, happen: () => strikeSpec(world, spec, id, origin) });
  } else if (spec.on !== undefined) {
    const { event, time, after } = spec.on;
    world.journal.watch(event, time, () => {
      world.after(after, Priority.fault, id, () => strikeSpec(world, spec, id, origin));
    });
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
          strikeSpec(world, spec, nthId, origin);
          plan(nth + 1, atUs + period);
        },
      });
    };
    plan(1, from);
  }
};

/** A scripted fault strikes now what its selector picks now; one that finds no target is skipped, and says so. */
export const strikeSpec = (world: World, spec: FaultSpec, id: string, origin: FaultOrigin): void => {
  const stream = streamOf(world.seed, `target/${id}`);
  const targets = spec.target === undefined ? [0] : select(spec.target, world, stream);
  if (targets.length === 0) {
    world.record.faultsSkipped++;
    world.journal.say(world.nowUs, "fault.skipped", { faultId: id, kind: spec.kind, reason: "no target" });
    return;
  }
  const given = {
    id,
    kind: spec.kind,
    behaviour: behaviours[spec.kind],
    parameters: spec,
    component: componentOf(spec, spec.target),
    targets,
    origin,
    tally: world.record.tally(spec.kind, spec.cause),
    durationUs: spec.duration,
    repair: world.plan.repair,
    detectAfterUs: spec.detectAfter,
    makeStream: () => streamOf(world.seed, `fault/${id}`),
  };
  world.strike(new Fault(given, world.nowUs));
};

const componentOf = ({ kind }: FaultSpec, target: Selector | undefined): ComponentKind =>
  target === undefined ? (soleTarget(kind) ?? faultKinds[kind].targets[0]) : selectedComponent(target);
