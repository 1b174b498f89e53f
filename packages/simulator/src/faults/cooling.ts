import type { FaultParameters } from "@ordeal/model";
import { tripUs } from "../cooling/trip.ts";
import type { FaultBehaviour, LoopEffect } from "../fault/fault.ts";

/** A fault of a loop stops the job whose cards the loop cools when it lasts until they trip. */
const onLoop = (effect: (parameters: FaultParameters) => LoopEffect): FaultBehaviour => ({
  stopsJob: ({ cluster, parameters, lastsLonger }) => {
    const atUs = tripUs(cluster.cooling, effect(parameters));
    return atUs === 0 ? 1 : lastsLonger(atUs);
  },
  strike({ loops }, fault) {
    for (const index of fault.targets) loops.add(index, fault, effect(fault.parameters));
  },
  heal({ loops }, fault) {
    for (const index of fault.targets) loops.remove(index, fault);
  },
});

/** `cooling.pump` {flow}: the loop keeps a share of its flow; it throttles, then trips. */
export const coolingPump = onLoop(({ flow = 0 }) => ({ flow }));

/** `cooling.inlet` {rise}: the coolant comes in warmer, by `rise` °C. */
export const coolingInlet = onLoop(({ rise = 0 }) => ({ riseC: rise }));

/** `cooling.leak`: the loop is powered off at once. */
export const coolingLeak = onLoop(() => ({ flow: 0, leaks: true }));
