import { type FaultSpec, HOUR_US, instantUs, MINUTE_US, SECOND_US } from "@ordeal/model";
import { adapt } from "../draw/adapt.ts";
import type { Dice } from "../draw/dice.ts";
import { drawDuration, drawFault, drawParameters, drawTarget } from "../draw/fault.ts";
import { drawStart } from "../draw/timeline.ts";
import { freshId, lasts, type ScriptedFaults } from "../timeline.ts";
import type { Trials } from "../trials.ts";

type Mutation = (timeline: ScriptedFaults, trials: Trials, dice: Dice) => ScriptedFaults;

/** Changes one fault. */
const changeOne =
  (change: (fault: FaultSpec, trials: Trials, dice: Dice, others: ScriptedFaults) => FaultSpec): Mutation =>
  (timeline, trials, dice) => {
    const chosen = dice.between(0, timeline.length - 1);
    const others = timeline.filter((_, index) => index !== chosen);
    return timeline.map((fault, index) => (index === chosen ? change(fault, trials, dice, others) : fault));
  };

const without = ({ at: _, on: __, ...rest }: FaultSpec): FaultSpec => rest;

const add: Mutation = (timeline, trials, dice) => {
  const kinds = trials.allowance.roomIn(timeline);
  if (kinds.length === 0) return timeline;
  return [
    ...timeline,
    { ...drawFault(dice.pick(kinds), timeline, trials, dice), ...drawStart(trials, timeline, dice) },
  ];
};

const remove: Mutation = (timeline, _, dice) => {
  const chosen = dice.between(0, timeline.length - 1);
  return timeline.length < 2 ? timeline : timeline.filter((__, index) => index !== chosen);
};

const move = changeOne((fault, { stage, allowance }, dice) => {
  const byUs = dice.pick([SECOND_US, 10 * SECOND_US, MINUTE_US, 10 * MINUTE_US, HOUR_US]) * dice.between(1, 9);
  const shift = dice.chance(0.5) ? byUs : -byUs;
  if (fault.on !== undefined) {
    const { on } = fault;
    return dice.chance(0.3)
      ? { ...fault, on: { ...on, time: Math.max(1, on.time + dice.pick([-1, 1])) } }
      : { ...fault, on: { ...on, after: Math.max(0, on.after + shift) } };
  }
  const atUs = instantUs(fault.at ?? 0, stage.startsAt) ?? 0;
  return { ...fault, at: Math.min(Math.max(atUs + shift, allowance.firstUs), allowance.lastUs) };
});

const aim = changeOne((fault, trials, dice, others) => ({ ...without(fault), ...drawStart(trials, others, dice) }));

const retarget = changeOne((fault, trials, dice, others) => {
  const { target: _, ...rest } = fault;
  // Often it is the same component, struck twice, that hurts.
  const alike = others.filter(({ kind, target }) => kind === fault.kind && target !== undefined);
  const target = alike.length > 0 && dice.chance(0.3) ? dice.pick(alike).target : drawTarget(fault.kind, trials, dice);
  return target === undefined ? rest : { ...rest, target };
});

const lengthen = changeOne((fault, { allowance }, dice) =>
  lasts(fault.kind)
    ? { ...fault, duration: dice.chance(0.5) ? allowance.durations.to : drawDuration(allowance, dice) }
    : fault,
);

const redrawParameters = changeOne((fault, _, dice) => ({ ...fault, ...drawParameters(fault.kind, dice) }));

const exchange = changeOne((fault, trials, dice, others) => {
  const kinds = trials.allowance.roomIn(others);
  if (kinds.length === 0) return fault;
  const { at, on } = fault;
  const start = on === undefined ? { at: at ?? 0 } : { on };
  return { ...drawFault(dice.pick(kinds), others, trials, dice), ...start };
});

const mutations: ReadonlyArray<Mutation> = [
  add,
  add,
  remove,
  move,
  move,
  aim,
  retarget,
  lengthen,
  lengthen,
  redrawParameters,
  exchange,
];

/** A timeline near this one: one to three changes, within the budget. */
export const mutate = (timeline: ScriptedFaults, trials: Trials, dice: Dice): ScriptedFaults => {
  let changed = timeline;
  for (let left = dice.pick([1, 1, 1, 2, 3]); left > 0; left--) {
    changed = changed.length === 0 ? add(changed, trials, dice) : dice.pick(mutations)(changed, trials, dice);
  }
  return adapt(changed, trials, dice);
};

/** A timeline with faults of two. */
export const cross = (a: ScriptedFaults, b: ScriptedFaults, trials: Trials, dice: Dice): ScriptedFaults => {
  const mixed: Array<FaultSpec> = a.filter(() => dice.chance(0.6));
  for (const fault of b) {
    if (!dice.chance(0.6)) continue;
    mixed.push(mixed.some(({ id }) => id === fault.id) ? { ...fault, id: freshId(mixed, fault.kind) } : fault);
  }
  return mixed.length === 0 ? a : adapt(mixed, trials, dice);
};
