import {
  type Address,
  type EventType,
  type FaultParameters,
  type FaultSpec,
  instantUs,
  MINUTE_US,
  parseAddress,
  printAddress,
  SECOND_US,
  type Selector,
  selectAddress,
  selectedComponent,
} from "@ordeal/model";
import { addressOf } from "../../arbitraries/target.ts";
import { gravest, parametersOf } from "../draw/fault.ts";
import type { ScriptedFaults, Stage } from "../timeline.ts";
import type { Trial, Trials } from "../trials.ts";
import type { Phase } from "../watch/phase.ts";
import { roughness, rounder, simplerDurations } from "./round.ts";

/**
 * Every timeline that is one step simpler, the boldest step first. Their order is fixed, so that the place of a step in
 * it names the step; and each step makes something smaller, so that shrinking ends.
 */
export const simplerTimelines = (trial: Trial, trials: Trials): ReadonlyArray<ScriptedFaults> => [
  ...fewer(trial, trials),
  ...closer(trial),
  ...shifted(trial.timeline, trials.stage),
  ...each(trial.timeline, (fault) => [
    ...rounderInstants(fault, trials.stage),
    ...shorter(fault, trials),
    ...plainer(fault),
    ...simplerTargets(fault, trial, trials),
    ...simplerTriggers(fault),
  ]),
  ...each(trial.timeline, (fault) => untriggered(fault, trial)),
  ...elsewhere(trial, trials),
];

/** The timeline with one fault replaced, for every fault and every replacement. */
const each = (
  timeline: ScriptedFaults,
  replace: (fault: FaultSpec) => ReadonlyArray<FaultSpec>,
): ReadonlyArray<ScriptedFaults> =>
  timeline.flatMap((fault, index) =>
    replace(fault).map((simple) => timeline.map((one, place) => (place === index ? simple : one))),
  );

/**
 * Without each fault while the others strike by the phase that they struck in, not by the clock: what held a phase open
 * long enough for a round instant, or brought it about at that instant, may then not be needed.
 */
const closer = ({ timeline, strikes }: Trial): ReadonlyArray<ScriptedFaults> => {
  if (timeline.length < 2) return [];
  const struck = strikes.flatMap(({ faultId, phases }) => {
    const fault = timeline.find(({ id }) => id === faultId);
    return fault === undefined ? [] : [{ fault, phases }];
  });
  return struck.map((left) => {
    const rest = struck.filter((one) => one !== left);
    const times = new Map<EventType, number>();
    return rest.map(({ fault, phases }, index): FaultSpec => {
      const begins = index === 0 ? beginsByItself : beginsByFaults;
      const event = phases.map((phase) => begins[phase]).find((known) => known !== undefined);
      if (event === undefined) return fault;
      const time = (times.get(event) ?? 0) + 1;
      times.set(event, time);
      const { at: _, on: __, ...kept } = fault;
      return { ...kept, on: { event, time, after: CLOSE_US } };
    });
  });
};

/**
 * Without each fault while the others are moved together to other times: what only set a clock, so that the others
 * struck at a bad moment, may then not be needed.
 */
const elsewhere = (
  { timeline }: Trial,
  { stage, allowance: { firstUs, lastUs } }: Trials,
): ReadonlyArray<ScriptedFaults> => {
  if (timeline.length < 2) return [];
  return timeline.flatMap((left) => {
    const rest = timeline.filter((fault) => fault !== left);
    const times = instantsOf(rest, stage);
    if (times.length === 0) return [];
    const fromUs = Math.min(...times);
    const room = lastUs - (Math.max(...times) - fromUs) - firstUs;
    return Array.from({ length: PLACES }, (_, place) =>
      moved(rest, firstUs + Math.round((room * place) / PLACES) - fromUs, stage),
    );
  });
};

/** At how many times, from the first to the last that the budget allows, the others are tried. */
const PLACES = 8;

/** How long after the beginning of a phase a fault strikes that is brought closer. */
const CLOSE_US = 5 * SECOND_US;

type Begins = Partial<Readonly<Record<Phase, EventType>>>;

/** How the journal says that a phase begins which every run goes through. */
const beginsByItself: Begins = { saving: "checkpoint.save.started", persisting: "checkpoint.persist.started" };

/** How the journal says that a phase begins which only faults bring about. */
const beginsByFaults: Begins = {
  detecting: "job.stopped",
  waiting: "job.waiting",
  restarting: "rung.started",
  loading: "load.started",
  recomputing: "job.resumed",
  hung: "job.hung",
  corrupted: "job.corrupted",
  throttled: "loop.throttled",
};

/**
 * Without the faults that never struck, all at once; then without each; then without each while the others last as long,
 * and are as grave, as they may be: one fault that does it alone is simpler than two that do it together.
 */
const fewer = ({ timeline, strikes }: Trial, { allowance }: Trials): ReadonlyArray<ScriptedFaults> => {
  const struck = timeline.filter(({ id }) => strikes.some(({ faultId }) => faultId === id));
  const dropped = timeline.map((_, index) => timeline.filter((__, place) => place !== index));
  const longer = dropped.map((rest) => rest.map((fault) => longest(fault, allowance.durations.to)));
  const graver = longer.map((rest) => rest.map((fault) => ({ ...fault, ...gravest(fault.kind) })));
  const bolder = timeline.length > 1 ? [...longer, ...graver] : [];
  return [...(struck.length < timeline.length ? [struck] : []), ...dropped, ...bolder];
};

const longest = (fault: FaultSpec, to: number): FaultSpec =>
  fault.duration === undefined ? fault : { ...fault, duration: to };

/** All instants moved together, so that the first is rounder; where that makes the others rougher by as much, nothing is won. */
const shifted = (timeline: ScriptedFaults, stage: Stage): ReadonlyArray<ScriptedFaults> => {
  const times = instantsOf(timeline, stage);
  if (times.length < 2) return [];
  const firstUs = Math.min(...times);
  const roughnessBy = (byUs: number): number => times.reduce((sum, us) => sum + roughness(us + byUs), 0);
  return rounder(firstUs)
    .map((us) => us - firstUs)
    .filter((byUs) => roughnessBy(byUs) < roughnessBy(0))
    .map((byUs) => moved(timeline, byUs, stage));
};

/** The instants of those faults that have one. */
const instantsOf = (timeline: ScriptedFaults, { startsAt }: Stage): ReadonlyArray<number> =>
  timeline.flatMap(({ at }) => (at === undefined ? [] : [instantUs(at, startsAt) ?? 0]));

/** Every instant moved by as much. */
const moved = (timeline: ScriptedFaults, byUs: number, { startsAt }: Stage): ScriptedFaults =>
  timeline.map((fault) =>
    fault.at === undefined ? fault : { ...fault, at: (instantUs(fault.at, startsAt) ?? 0) + byUs },
  );

const rounderInstants = (fault: FaultSpec, { startsAt }: Stage): ReadonlyArray<FaultSpec> => {
  if (fault.at === undefined) return [];
  return rounder(instantUs(fault.at, startsAt) ?? 0).map((at) => ({ ...fault, at }));
};

const shorter = (fault: FaultSpec, { allowance }: Trials): ReadonlyArray<FaultSpec> => {
  const { duration } = fault;
  if (duration === undefined) return [];
  const { from, to } = allowance.durations;
  return simplerDurations(duration)
    .filter((us) => us >= from && us <= to)
    .map((us) => ({ ...fault, duration: us }));
};

/** What each parameter is when nothing else is needed. */
export const plain: FaultParameters = {
  speed: 0.5,
  share: 0.5,
  flow: 0,
  rise: 10,
  up: 10 * SECOND_US,
  down: 10 * SECOND_US,
};

const plainer = (fault: FaultSpec): ReadonlyArray<FaultSpec> =>
  parametersOf(fault.kind).flatMap((name) => {
    if (fault[name] === plain[name]) return [];
    const { [name]: _, ...rest } = fault;
    return [plain[name] === undefined ? rest : { ...rest, [name]: plain[name] }] as ReadonlyArray<FaultSpec>;
  });

/** One component instead of a draw, and a lower address instead of a higher one. */
const simplerTargets = (fault: FaultSpec, { strikes }: Trial, trials: Trials): ReadonlyArray<FaultSpec> => {
  const { target, kind } = fault;
  if (target === undefined || trials.allowance.selectorsOf(kind) !== undefined) return [];
  const lowest = addressOf(selectedComponent(target), [0, 0, 0], trials.stage);
  if (target.by === "address") {
    return lowered(target.address, lowest).map((address) => ({ ...fault, target: selectAddress(address) }));
  }
  const struck = strikes.find(({ faultId }) => faultId === fault.id)?.targets[0];
  const address = struck === undefined ? undefined : parseAddress(struck);
  const targets: ReadonlyArray<Selector> = [lowest, ...(address === undefined ? [] : [address])].map(selectAddress);
  return targets.map((one) => ({ ...fault, target: one }));
};

/** Addresses with some of their numbers at their lowest: all of them, or one. */
const lowered = (address: Address, lowest: Address): ReadonlyArray<Address> => {
  const low = lowest as unknown as Readonly<Record<string, unknown>>;
  const numbers = Object.entries(address).filter(([, value]) => typeof value === "number" && value > 0);
  const single = numbers.map(([key]) => ({ ...address, [key]: low[key] }) as Address);
  const halved = numbers.map(([key, value]) => ({ ...address, [key]: Math.floor((value as number) / 2) }) as Address);
  const all = numbers.length === 0 ? [] : [lowest, ...single, ...halved];
  return all.filter((one) => printAddress(one) !== printAddress(address));
};

const simplerTriggers = (fault: FaultSpec): ReadonlyArray<FaultSpec> => {
  const { on } = fault;
  if (on === undefined) return [];
  const times = [...new Set([1, 2, on.time >> 1, on.time - 1])].filter((time) => time >= 1 && time < on.time);
  const afters = on.after === 0 ? [] : new Set([0, ...rounder(on.after)]);
  return [
    ...times.map((time) => ({ ...fault, on: { ...on, time } })),
    ...[...afters].map((after) => ({ ...fault, on: { ...on, after } })),
  ];
};

/**
 * A whole minute near the instant at which it struck, instead of a trigger; where it takes more exactness than that the
 * trigger says better what matters.
 */
const untriggered = (fault: FaultSpec, { strikes }: Trial): ReadonlyArray<FaultSpec> => {
  const struckUs = strikes.find(({ faultId }) => faultId === fault.id)?.atUs;
  if (fault.on === undefined || struckUs === undefined) return [];
  const { on: _, ...rest } = fault;
  const times = [...rounder(struckUs), struckUs];
  return [...new Set(times)].filter((us) => us % MINUTE_US === 0).map((at) => ({ ...rest, at }));
};
