import { type Cluster, countOf, faultKinds, type Hazard, rateComponent } from "@ordeal/model";

/** How many faults a hazard is expected to bring in a run, bursts and relapses included. */
export const expectedFaults = (hazard: Hazard, cluster: Cluster, durationUs: number): number => {
  const { rate, life, arrivals } = hazard;
  if (typeof arrivals === "object" && "trace" in arrivals) return arrivals.trace.length;
  if (rate !== undefined) return rate.perUs * countOf(rateComponent(rate.per), cluster) * durationUs;
  if (life === undefined) return 0;
  const [first] = hazard.kinds;
  const { shape, mean } = life.weibull;
  return countOf(faultKinds[first.kind].targets[0], cluster) * renewals(shape, durationUs / mean);
};

const RENEWAL_STEPS = 400;

/**
 * How often a component that is replaced whenever it fails is expected to fail in `time`, in units of its mean life:
 * the renewal equation m(t) = F(t) + ∫ m(t − s) dF(s), for a Weibull law, on a grid.
 */
const renewals = (shape: number, time: number): number => {
  const scale = 1 / gamma(1 + 1 / shape);
  const failed = Array.from(
    { length: RENEWAL_STEPS + 1 },
    (_, step) => 1 - Math.exp(-(((time * step) / RENEWAL_STEPS / scale) ** shape)),
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

/** Γ(x) for x ≥ 1, by Lanczos' approximation (g = 7, n = 9); good to 15 digits. */
const gamma = (x: number): number => {
  const coefficients = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  const series = coefficients.reduce((sum, c, index) => sum + c / (x + index), 0.9999999999998099);
  const t = x + 6.5;
  return Math.sqrt(2 * Math.PI) * t ** (x - 0.5) * Math.exp(-t) * series;
};
