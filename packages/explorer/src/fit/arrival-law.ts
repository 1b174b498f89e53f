import { compress } from "./compress.ts";
import { type CurvePoint, curveOf, shareAbove } from "./curve.ts";
import { type Goodness, goodnessOf, testedPart } from "./goodness.ts";
import type { Estimated } from "./interval.ts";
import { maximum, profileInterval } from "./maximum.ts";
import { gammaAbove, logGamma } from "./special.ts";

/** The instants at which something came, in order, within one window of observation that is so long. Microseconds. */
export interface Arrivals {
  readonly atUs: Float64Array;
  readonly spanUs: number;
}

/** The law of the gaps between arrivals. */
export interface FittedArrivals {
  readonly law: "exponential" | "weibull";
  /** Weibull's shape, whichever law was chosen. */
  readonly shape: Estimated;
  readonly gaps: number;
  /** Mean and coefficient of variation of the gaps, as they were. */
  readonly meanUs: number;
  readonly variation: number;
  /** How much more probable Weibull's law makes the arrivals, as a logarithm, and how probable that is by chance alone. */
  readonly logRatio: number;
  readonly chance: number;
  /** Of the law that was chosen. */
  readonly goodness: Goodness;
  /** The share of the gaps that are longer than some times. */
  readonly curve: ReadonlyArray<CurvePoint>;
}

/** Fewer gaps tell no law. */
export const GAPS_MIN = 10;
export const SHAPE_MIN = 0.1;
export const SHAPE_MAX = 20;
/** Weibull is chosen where the exponential law would give such a likelihood ratio in 5 % of the cases. */
const CHANCE_MAX = 0.05;

/** Weibull's shape by likelihood, and by how much its law is more probable than the exponential one, as a logarithm. */
export interface FittedShape extends Estimated {
  readonly logRatio: number;
}

/**
 * Weibull's shape of the gaps of arrivals, by likelihood: they are a stationary renewal process seen through its windows.
 * The first gap of a window is what is left of one (its density is S(t)/mean), the last is cut short by the window's end.
 */
export const fitShape = (windows: ReadonlyArray<Arrivals>, gapsUs: Float64Array): FittedShape => {
  const profile = shapeProfile(windows, gapsUs);
  const top = maximum((logShape) => profile(Math.exp(logShape)), Math.log(SHAPE_MIN), Math.log(SHAPE_MAX));
  const value = Math.exp(top.at);
  return {
    value,
    interval: profileInterval(profile, { at: value, value: top.value }, SHAPE_MIN, SHAPE_MAX),
    logRatio: Math.max(0, top.value - profile(1)),
  };
};

/** Weibull's shape alone. */
export const shapeOfWindows = (windows: ReadonlyArray<Arrivals>): number => {
  const profile = shapeProfile(windows, gapsOf(windows));
  return Math.exp(maximum((logShape) => profile(Math.exp(logShape)), Math.log(SHAPE_MIN), Math.log(SHAPE_MAX)).at);
};

/** Fits the law of the gaps, and tests it. `undefined` with too few of them. */
export const fitArrivals = (windows: ReadonlyArray<Arrivals>): FittedArrivals | undefined => {
  const gapsUs = gapsOf(windows);
  if (gapsUs.length < GAPS_MIN) return undefined;
  const { logRatio, ...estimated } = fitShape(windows, gapsUs);
  const { value: shape, interval } = estimated;
  const chance = gammaAbove(0.5, logRatio);
  const law = chance < CHANCE_MAX ? "weibull" : "exponential";
  const { mean, deviation } = momentsOf(gapsUs);
  const fittedShape = law === "weibull" ? shape : 1;
  const scaleUs = mean / Math.exp(logGamma(1 + 1 / fittedShape));
  const sorted = gapsUs.toSorted();
  return {
    law,
    shape: { value: shape, interval },
    gaps: gapsUs.length,
    meanUs: mean,
    variation: deviation / mean,
    logRatio,
    chance,
    goodness: goodnessOf(sharesOf(testedPart(gapsUs), law), law, (size, stream) =>
      sharesOf(
        Float64Array.from({ length: size }, () => stream.exponential()),
        law,
      ),
    ),
    curve: curveOf(
      (us) => shareAbove(sorted, us),
      (us) => Math.exp(-((us / scaleUs) ** fittedShape)),
    ),
  };
};

/** The whole gaps, between two arrivals of one window; those of one instant are none. */
export const gapsOf = (windows: ReadonlyArray<Arrivals>): Float64Array => {
  const gaps: Array<number> = [];
  for (const { atUs } of windows) {
    for (let i = 1; i < atUs.length; i++) {
      const gap = (atUs[i] as number) - (atUs[i - 1] as number);
      if (gap > 0) gaps.push(gap);
    }
  }
  return Float64Array.from(gaps);
};

const momentsOf = (values: Float64Array): { readonly mean: number; readonly deviation: number } => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) };
};

/**
 * The log-likelihood of a shape k, with the scale that is best for it. With θ = λ^−k it is
 * (m + w/k)·ln θ + m·ln k + (k − 1)·Σ ln x − θ·Σ x^k − w·ln Γ(1 + 1/k) over the m gaps, the w first and last ones among
 * the sums of powers; its top lies at θ = (m + w/k) ÷ Σ x^k. Times are in units of the mean gap.
 */
const shapeProfile = (windows: ReadonlyArray<Arrivals>, gapsUs: Float64Array): ((shape: number) => number) => {
  const { mean } = momentsOf(gapsUs);
  const { logs, weights } = compress(gapsUs.map((gap) => Math.log(gap / mean)));
  const m = gapsUs.length;
  const sumLogs = logs.reduce((sum, log, i) => sum + log * (weights[i] as number), 0);
  const edges = windows.flatMap(({ atUs, spanUs }) =>
    atUs.length === 0 ? [] : [(atUs[0] as number) / mean, (spanUs - (atUs[atUs.length - 1] as number)) / mean],
  );
  const begun = windows.filter(({ atUs }) => atUs.length > 0).length;
  return (shape) => {
    let powers = edges.reduce((sum, edge) => sum + edge ** shape, 0);
    for (let i = 0; i < logs.length; i++) powers += (weights[i] as number) * Math.exp(shape * (logs[i] as number));
    const counted = m + begun / shape;
    const first = begun * logGamma(1 + 1 / shape);
    return counted * Math.log(counted / powers) - counted + m * Math.log(shape) + (shape - 1) * sumLogs - first;
  };
};

/** The shares of the law, fitted to these values alone, that lie below each of them. */
const sharesOf = (values: Float64Array, law: FittedArrivals["law"]): Float64Array => {
  const shape = law === "exponential" ? 1 : shapeOf(values);
  let powers = 0;
  for (const value of values) powers += value ** shape;
  const theta = values.length / powers;
  return values.map((value) => -Math.expm1(-theta * value ** shape));
};

const NEWTON_STEPS = 30;

/** Weibull's shape of a whole sample: 1/k = Σ x^k ln x ÷ Σ x^k − mean of ln x, by Newton's method in ln k. */
export const shapeOf = (values: Float64Array): number => {
  const { logs, weights } = compress(values.map((value) => Math.log(value)));
  const meanLog = logs.reduce((sum, log, i) => sum + log * (weights[i] as number), 0) / values.length;
  let shape = 1;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    let [sum0, sum1, sum2] = [0, 0, 0];
    for (let i = 0; i < logs.length; i++) {
      const log = (logs[i] as number) - meanLog;
      const power = (weights[i] as number) * Math.exp(shape * log);
      sum0 += power;
      sum1 += power * log;
      sum2 += power * log * log;
    }
    const off = sum1 / sum0 - 1 / shape;
    const slope = sum2 / sum0 - (sum1 / sum0) ** 2 + 1 / shape ** 2;
    const next = Math.min(SHAPE_MAX, Math.max(SHAPE_MIN, shape * Math.exp(-off / (slope * shape))));
    if (Math.abs(next - shape) < 1e-10 * shape) return next;
    shape = next;
  }
  return shape;
};
