import { type Stream, streamOf } from "@ordeal/simulator";
import { compress, type Grouped } from "./compress.ts";
import { type CurvePoint, curveOf } from "./curve.ts";
import { type Goodness, goodnessOf, testedPart } from "./goodness.ts";
import { type Bounds, type Estimated, proportionInterval } from "./interval.ts";
import { maximum, profileInterval } from "./maximum.ts";
import { logNormalAbove, normalBelow } from "./special.ts";
import { kaplanMeier, type Survival } from "./survival.ts";

/** How long repairs took. Microseconds. */
export interface Repairs {
  /** Those that were seen to their end; zero where the record is too coarse to tell. */
  readonly completeUs: Float64Array;
  /** How long those lasted so far that were not over when the record ended. */
  readonly censoredUs: Float64Array;
}

/** A lognormal law of repairs, by its median and mean. */
export interface FittedRepair {
  /**
   * By likelihood, where the lognormal law fits; else the law with the median and mean of the repairs themselves; or,
   * where those lie so close together that it would hardly scatter, with their mean and spread.
   */
  readonly by: "likelihood" | "median and mean" | "mean and spread";
  readonly medianUs: Estimated;
  readonly meanUs: Estimated;
  readonly repairs: number;
  readonly censored: number;
  /** How many were shorter than the record can tell. */
  readonly zero: number;
  /** What likelihood makes of them, whichever was chosen. */
  readonly likelihood: { readonly medianUs: number; readonly meanUs: number };
  readonly goodness: Goodness;
  /** Whether the longest is not over, so that the mean of the repairs themselves is a lower bound. */
  readonly isLowerBound: boolean;
  /** The share of the repairs that take longer than some times. */
  readonly curve: ReadonlyArray<CurvePoint>;
}

/** Fewer repairs that were seen to their end tell no law. */
export const REPAIRS_MIN = 5;
/** The lognormal law is given up where it would give a sample as odd in 1 % of the cases. */
const GOODNESS_MIN = 0.01;

/** A mean that likelihood leaves open within more than this factor is an extrapolation, and no estimate. */
const MEAN_FACTOR_MAX = 10;
const isTold = ({ interval: [low, high] }: Estimated): boolean => high <= MEAN_FACTOR_MAX * low;

/** The lognormal law's own parameters: of the logarithms of the times in microseconds. */
interface Lognormal {
  readonly mu: number;
  readonly sigma: number;
}

/** Fits how long repairs take; `undefined` with too few of them. */
export const fitRepair = (repairs: Repairs): FittedRepair | undefined => {
  const { completeUs, censoredUs } = repairs;
  const positive = completeUs.filter((us) => us > 0);
  if (positive.length < REPAIRS_MIN) return undefined;
  const sample = sampleOf(positive, completeUs.length - positive.length, censoredUs);
  const best = mostLikely(sample);
  const goodness = repairGoodness(sample, best);
  const survival = kaplanMeier(completeUs, censoredUs);
  const longest = positive.reduce((most, us) => Math.max(most, us), 0);
  const isLowerBound = censoredUs.some((us) => us > longest);
  const likelihood = { medianUs: Math.exp(best.mu), meanUs: Math.exp(best.mu + best.sigma ** 2 / 2) };
  const likely = goodness.probability >= GOODNESS_MIN ? byLikelihood(sample, best) : undefined;
  const fitted =
    likely !== undefined && isTold(likely.meanUs)
      ? { by: "likelihood" as const, ...likely }
      : byMoments(completeUs, censoredUs, survival);
  return {
    ...fitted,
    repairs: completeUs.length + censoredUs.length,
    censored: censoredUs.length,
    zero: sample.zeros,
    likelihood,
    goodness,
    isLowerBound: isLowerBound && fitted.by !== "likelihood",
    curve: curveOf(survival.shareAbove, (us) => lognormalAbove(fitted.medianUs.value, fitted.meanUs.value, us)),
  };
};

/** Median and mean of a lognormal law, by likelihood alone. */
export const fitLognormal = ({
  completeUs,
  censoredUs,
}: Repairs): { readonly medianUs: Estimated; readonly meanUs: Estimated } => {
  const positive = completeUs.filter((us) => us > 0);
  const sample = sampleOf(positive, completeUs.length - positive.length, censoredUs);
  return byLikelihood(sample, mostLikely(sample));
};

/** Logarithms of repairs, less their mean. Those of zero length are known to be below the shortest of the others. */
interface Sample {
  readonly logs: Float64Array;
  readonly centre: number;
  readonly mean: number;
  readonly squares: number;
  readonly zeros: number;
  readonly shortest: number;
  readonly censored: Grouped;
}

const sampleOf = (positiveUs: Float64Array, zeros: number, censoredUs: Float64Array): Sample => {
  const logs = new Float64Array(positiveUs.length);
  let sum = 0;
  for (let i = 0; i < logs.length; i++) {
    const log = Math.log(positiveUs[i] as number);
    logs[i] = log;
    sum += log;
  }
  const centre = sum / logs.length;
  let [squares, shortest] = [0, Number.POSITIVE_INFINITY];
  for (let i = 0; i < logs.length; i++) {
    const log = (logs[i] as number) - centre;
    logs[i] = log;
    squares += log * log;
    shortest = Math.min(shortest, log);
  }
  const censored = compress(censoredUs.filter((us) => us > 0).map((us) => Math.log(us) - centre));
  return { logs, centre, mean: 0, squares, zeros, shortest, censored };
};

/** The log-likelihood, but for a constant: densities of the complete ones, tails of the censored, the rest below. */
const logLikelihood = ({ logs, squares, zeros, shortest, censored }: Sample, { mu, sigma }: Lognormal): number => {
  const n = logs.length;
  let sum = -n * Math.log(sigma) - (squares + n * mu * mu) / (2 * sigma * sigma);
  if (zeros > 0) sum += zeros * logNormalAbove((mu - shortest) / sigma);
  for (let i = 0; i < censored.logs.length; i++) {
    sum += (censored.weights[i] as number) * logNormalAbove(((censored.logs[i] as number) - mu) / sigma);
  }
  return sum;
};

const SIGMA_MIN = 1e-6;

/** How far from the sample's mean and spread anything is looked for, in standard deviations. */
const REACH = 8;

const spreadOf = ({ logs, squares }: Sample): number => Math.max(SIGMA_MIN, Math.sqrt(squares / logs.length));

const mostLikely = (sample: Sample): Lognormal => {
  const spread = spreadOf(sample);
  const sigmaFor = (mu: number) =>
    maximum(
      (log) => logLikelihood(sample, { mu, sigma: Math.exp(log) }),
      Math.log(spread) - 3,
      Math.log(spread) + 3,
      1e-7,
    );
  const isPlain = sample.zeros === 0 && sample.censored.logs.length === 0;
  if (isPlain) return { mu: sample.centre, sigma: spread };
  const top = maximum((mu) => sigmaFor(mu).value, -REACH * spread, REACH * spread, 1e-7);
  return { mu: top.at + sample.centre, sigma: Math.exp(sigmaFor(top.at).at) };
};

/** Median and mean with intervals by their profile likelihoods. */
const byLikelihood = (
  sample: Sample,
  best: Lognormal,
): { readonly medianUs: Estimated; readonly meanUs: Estimated } => {
  const { centre } = sample;
  const mu = best.mu - centre;
  const { sigma } = best;
  const value = logLikelihood(sample, { mu, sigma });
  const over = (muFor: (sigma: number) => number) =>
    maximum(
      (log) => logLikelihood(sample, { mu: muFor(Math.exp(log)), sigma: Math.exp(log) }),
      Math.log(sigma) - 3,
      Math.log(sigma) + 3,
      1e-6,
    ).value;
  const reach = REACH * Math.max(sigma, 1e-3);
  const median = profileInterval((log) => over(() => log), { at: mu, value }, mu - reach, mu + reach);
  // With the mean given, e^(μ + σ²/2), the σ that is best for it decides on μ.
  const top = mu + (sigma * sigma) / 2;
  const far = reach + 4 * sigma * sigma;
  const mean = profileInterval((log) => over((s) => log - (s * s) / 2), { at: top, value }, top - far, top + far);
  const us = (log: number): number => Math.exp(log + centre);
  const interval = ([low, high]: Bounds): Bounds => [us(low), us(high)];
  return {
    medianUs: { value: us(mu), interval: interval(median) },
    meanUs: { value: us(top), interval: interval(mean) },
  };
};

const RESAMPLES = 400;
/** Of a larger sample the mean's interval comes from its standard error. */
const RESAMPLED_MAX = 5_000;

/** The median and mean of the repairs themselves, censored ones by Kaplan and Meier's estimate of the survival. */
const byMoments = (
  completeUs: Float64Array,
  censoredUs: Float64Array,
  survival: Survival,
): Pick<FittedRepair, "by" | "medianUs" | "meanUs"> => {
  const medianUs = survival.quantile(0.5);
  const { meanUs } = survival;
  const n = completeUs.length + censoredUs.length;
  // The ranks between which the median lies: a binomial of n tries (Thompson, Annals of Mathematical Statistics 7, 1936).
  const [low, high] = proportionInterval(Math.round(n / 2), n);
  const median: Bounds = [survival.quantile(low), survival.quantile(high)];
  const mean = n > RESAMPLED_MAX ? bySpread(completeUs, censoredUs, meanUs) : byResampling(completeUs, censoredUs);
  const estimated = { value: meanUs, interval: mean };
  const { spread } = survival;
  if (2 * Math.log(meanUs / medianUs) >= SPREAD_KEPT * Math.log1p(spread ** 2)) {
    return { by: "median and mean", medianUs: { value: medianUs, interval: median }, meanUs: estimated };
  }
  // σ² = ln(1 + c²), c being the coefficient of variation; the median of such a law is the mean ÷ √(1 + c²).
  const below = Math.sqrt(1 + spread ** 2);
  const ofLaw = { value: meanUs / below, interval: [mean[0] / below, mean[1] / below] as const };
  return { by: "mean and spread", medianUs: ofLaw, meanUs: estimated };
};

/** A law by median and mean is given up where it keeps less than this of the repairs' own log-variance. */
const SPREAD_KEPT = 0.25;

const bySpread = (completeUs: Float64Array, censoredUs: Float64Array, meanUs: number): Bounds => {
  const n = completeUs.length + censoredUs.length;
  const squares = (all: Float64Array) => all.reduce((sum, us) => sum + (us - meanUs) ** 2, 0);
  const error = Math.sqrt((squares(completeUs) + squares(censoredUs)) / n / n);
  const factor = Math.exp((1.96 * error) / meanUs);
  return [meanUs / factor, meanUs * factor];
};

/** The middle 95 % of the means of samples drawn from the sample (bootstrap; Efron, Annals of Statistics 7, 1979). */
const byResampling = (completeUs: Float64Array, censoredUs: Float64Array): Bounds => {
  const stream = streamOf(1, "fit/repair/resample");
  const n = completeUs.length + censoredUs.length;
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    const complete: Array<number> = [];
    const censored: Array<number> = [];
    for (let i = 0; i < n; i++) {
      const index = stream.index(n);
      if (index < completeUs.length) complete.push(completeUs[index] as number);
      else censored.push(censoredUs[index - completeUs.length] as number);
    }
    return kaplanMeier(Float64Array.from(complete), Float64Array.from(censored)).meanUs;
  }).toSorted();
  const at = (share: number): number => means[Math.round(share * (RESAMPLES - 1))] as number;
  return [at(0.025), at(0.975)];
};

/**
 * Tests the lognormal law. A censored repair stands somewhere beyond its censoring, and one of zero length somewhere below
 * the shortest, where the fitted law would put them.
 */
const repairGoodness = (sample: Sample, best: Lognormal): Goodness => {
  const stream = streamOf(1, "fit/goodness/repair");
  const { logs, zeros, shortest, censored } = sample;
  const mu = best.mu - sample.centre;
  const share = (log: number): number => normalBelow((log - mu) / best.sigma);
  // How much of the law each value leaves open: a point for a complete one, all beyond for a censored one.
  const size = logs.length + zeros + censored.weights.reduce((sum, weight) => sum + weight, 0);
  const from = new Float64Array(size);
  const to = new Float64Array(size);
  from.set(logs);
  to.set(logs);
  let at = logs.length;
  from.fill(Number.NEGATIVE_INFINITY, at, at + zeros);
  to.fill(shortest, at, at + zeros);
  at += zeros;
  for (let i = 0; i < censored.logs.length; i++) {
    const next = at + (censored.weights[i] as number);
    from.fill(censored.logs[i] as number, at, next);
    to.fill(Number.POSITIVE_INFINITY, at, next);
    at = next;
  }
  const places = new Float64Array(size);
  for (let place = 0; place < size; place++) places[place] = place;
  const tested = testedPart(places);
  const shares = tested.map((index) => {
    const [low, high] = [from[index] as number, to[index] as number];
    if (low === high) return share(low);
    const below = low === Number.NEGATIVE_INFINITY ? 0 : share(low);
    return below + stream.uniform() * ((high === Number.POSITIVE_INFINITY ? 1 : share(high)) - below);
  });
  return goodnessOf(shares, "lognormal", drawNormalShares);
};

/** Shares of a normal law that was fitted to these draws of it. */
const drawNormalShares = (size: number, stream: Stream): Float64Array => {
  const draws = Float64Array.from({ length: size }, () => stream.normal());
  const mean = draws.reduce((sum, z) => sum + z, 0) / size;
  const sigma = Math.sqrt(draws.reduce((sum, z) => sum + (z - mean) ** 2, 0) / size);
  return draws.map((z) => normalBelow((z - mean) / sigma));
};

/** The share of a lognormal law, by its median and mean, that lies above a time: σ² = 2 ln(mean ÷ median). */
const lognormalAbove = (medianUs: number, meanUs: number, us: number): number =>
  meanUs > medianUs
    ? normalBelow(-Math.log(us / medianUs) / Math.sqrt(2 * Math.log(meanUs / medianUs)))
    : Number(us < meanUs);
