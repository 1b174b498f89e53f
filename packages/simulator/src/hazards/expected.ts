import { type Scenario, struckComponent } from "@ordeal/model";
import { type Ground, groundOf } from "../cluster/ground.ts";
import { exp, pow } from "../kernel/math.ts";
import { weibullScale } from "./arrivals.ts";
import { type Hazard, rateOf } from "./rate.ts";

/** How many faults each hazard of a scenario is expected to bring in a run, bursts and relapses included. */
export const expectedFaults = (scenario: Scenario): ReadonlyArray<number> => {
  const ground = groundOf(scenario);
  return scenario.hazards.map((hazard) => expectedOf(hazard, ground));
};

const expectedOf = (hazard: Hazard, ground: Ground): number => {
  const { duration } = ground.scenario;
  if (hazard.life === undefined) return rateOf(hazard, ground).perUs * duration;
  const { shape, mean } = hazard.life.weibull;
  const component = struckComponent(hazard.kinds[0].kind, undefined);
  return ground.topology.count(component) * renewals(shape, duration / mean);
};

const RENEWAL_STEPS = 400;

/**
 * How often a component that is replaced whenever it fails is expected to fail in `time`, in units of its mean life:
 * the renewal equation m(t) = F(t) + ∫ m(t − s) dF(s), for a Weibull law, on a grid.
 */
const renewals = (shape: number, time: number): number => {
  const scale = weibullScale(shape, 1);
  const failed = Array.from(
    { length: RENEWAL_STEPS + 1 },
    (_, step) => 1 - exp(-pow((time * step) / RENEWAL_STEPS / scale, shape)),
  );
  const expected = [0];
  for (let step = 1; step <= RENEWAL_STEPS; step++) {
    let sum = failed[step] as number;
    for (let age = 1; age < step; age++) {
      sum += (expected[step - age] as number) * ((failed[age] as number) - (failed[age - 1] as number));
    }
    expected.push(sum);
  }
  return expected[RENEWAL_STEPS] as number;
};
