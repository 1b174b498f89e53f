import type { LoopEffect } from "../cooling/loops.ts";
import type { Fault } from "../fault.ts";
import type { FaultBehaviour } from "./behaviour.ts";

const onLoop = (stopsJob: boolean, effect: (fault: Fault) => LoopEffect): FaultBehaviour => ({
  lasts: "repair",
  stopsJob,
  strike(world, fault) {
    for (const index of fault.targets) world.loops.afflict(index, fault, effect(fault));
  },
  heal(world, fault) {
    for (const index of fault.targets) world.loops.relieve(index, fault);
  },
});

/** `cooling.pump` {flow}: the loop keeps a share of its flow; it throttles, then trips. */
export const coolingPump = onLoop(true, ({ parameters }) => ({ flow: parameters.flow ?? 0 }));

/** `cooling.inlet` {rise}: the coolant comes in warmer, by `rise` °C. */
export const coolingInlet = onLoop(false, ({ parameters }) => ({ riseC: parameters.rise ?? 0 }));

/** `cooling.leak`: the loop is powered off at once. */
export const coolingLeak = onLoop(true, () => ({ flow: 0, leaks: true }));
