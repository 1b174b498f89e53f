/**
 * The few special functions that intervals and tests need. Nothing small, typed and maintained has them: `@stdlib` brings
 * 213 packages for one quantile, jStat has no types. Formulas are those of the NIST Digital Library of Mathematical
 * Functions (DLMF); tests hold them against R's values.
 */

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** ln Γ(x) for x > 0, to about 1e-14 (Lanczos, g = 7, nine terms). */
export const logGamma = (x: number): number => {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  const t = z + 7.5;
  let sum = 0.99999999999980993;
  for (let i = 0; i < LANCZOS.length; i++) sum += (LANCZOS[i] as number) / (z + i + 1);
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
};

const TINY = 1e-300;
const EPSILON = 1e-15;
/** Near x = a both expansions need some √a terms: enough for a of 10¹⁰. */
const TERMS_MAX = 1_000_000;

/**
 * P(a, x), the regularized lower incomplete gamma function: the share below x of the gamma law with shape a. By its
 * series (DLMF 8.11.4) below a + 1, else 1 − Q by its continued fraction (DLMF 8.9.2, Lentz's method).
 */
export const gammaBelow = (a: number, x: number): number => {
  if (!(x > 0)) return 0;
  if (x === Number.POSITIVE_INFINITY) return 1;
  return x < a + 1 ? gammaSeries(a, x) : 1 - gammaFraction(a, x);
};

/** Q(a, x) = 1 − P(a, x), without the cancellation where it is small. */
export const gammaAbove = (a: number, x: number): number => {
  if (!(x > 0)) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  return x < a + 1 ? 1 - gammaSeries(a, x) : gammaFraction(a, x);
};

const gammaFront = (a: number, x: number): number => Math.exp(a * Math.log(x) - x - logGamma(a));

const gammaSeries = (a: number, x: number): number => {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n <= TERMS_MAX && term > sum * EPSILON; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * gammaFront(a, x);
};

const gammaFraction = (a: number, x: number): number => {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n <= TERMS_MAX; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / nonZero(an * d + b);
    c = nonZero(b + an / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < EPSILON) break;
  }
  return h * gammaFront(a, x);
};

const nonZero = (x: number): number => (Math.abs(x) < TINY ? TINY : x);

/** I_x(a, b), the regularized incomplete beta function, by its continued fraction (DLMF 8.17.22, Lentz's method). */
export const betaBelow = (a: number, b: number, x: number): number => {
  if (!(x > 0)) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  // DLMF 8.17.4: the fraction converges fast on one side of the mean only.
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(a, b, x)) / a : 1 - (front * betaFraction(b, a, 1 - x)) / b;
};

const betaFraction = (a: number, b: number, x: number): number => {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m <= TERMS_MAX; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < EPSILON) break;
  }
  return h;
};

/** Φ(z): erfc is an incomplete gamma function (DLMF 7.11.2). */
export const normalBelow = (z: number): number =>
  z < 0 ? gammaAbove(0.5, (z * z) / 2) / 2 : 1 - gammaAbove(0.5, (z * z) / 2) / 2;

/** ln(1 − Φ(z)), exactly; far in the tail by its asymptotic series (DLMF 7.12.1). */
const logNormalAboveExactly = (z: number): number => {
  if (z < 20) return Math.log(normalBelow(-z));
  const w = 1 / (z * z);
  return -(z * z) / 2 - Math.log(z * Math.sqrt(2 * Math.PI)) + Math.log1p(-w + 3 * w * w - 15 * w ** 3);
};

const TABLE_FROM = -8;
const TABLE_TO = 40;
const TABLE_STEPS = 64;
let table: { readonly values: Float64Array; readonly slopes: Float64Array } | undefined;

const tableOf = () => {
  const size = (TABLE_TO - TABLE_FROM) * TABLE_STEPS + 1;
  const values = Float64Array.from({ length: size }, (_, i) => logNormalAboveExactly(TABLE_FROM + i / TABLE_STEPS));
  // The slope of ln(1 − Φ) is −φ ÷ (1 − Φ).
  const slopes = values.map((value, i) => {
    const z = TABLE_FROM + i / TABLE_STEPS;
    return -Math.exp(-(z * z) / 2 - 0.5 * Math.log(2 * Math.PI) - value) / TABLE_STEPS;
  });
  return { values, slopes };
};

/**
 * ln(1 − Φ(z)), to about 1e-10 of a unit: a likelihood asks for it a million times, and a cubic between exact values
 * (Hermite's, at every 1/64) answers a hundred times as fast.
 */
export const logNormalAbove = (z: number): number => {
  if (!(z > TABLE_FROM && z < TABLE_TO)) return logNormalAboveExactly(z);
  table ??= tableOf();
  const at = (z - TABLE_FROM) * TABLE_STEPS;
  const i = Math.floor(at);
  const t = at - i;
  const [v0, v1] = [table.values[i] as number, table.values[i + 1] as number];
  const [s0, s1] = [table.slopes[i] as number, table.slopes[i + 1] as number];
  const u = 1 - t;
  return (1 + 2 * t) * u * u * v0 + t * u * u * s0 + t * t * (3 - 2 * t) * v1 - t * t * u * s1;
};

const HALVINGS = 200;

/** Where a function that rises crosses a value between two bounds, by halving: slow, and never wrong. */
export const crossing = (
  rising: (x: number) => number,
  value: number,
  low: number,
  high: number,
  tolerance = 0,
): number => {
  let [from, to] = [low, high];
  for (let n = 0; n < HALVINGS && to - from > tolerance; n++) {
    const middle = (from + to) / 2;
    if (middle <= from || middle >= to) break;
    if (rising(middle) < value) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
};

/** The x below which the share p of the gamma law with shape a lies. */
export const gammaQuantile = (a: number, p: number): number => {
  if (p <= 0) return 0;
  let high = a + 10 * Math.sqrt(a) + 10;
  while (gammaBelow(a, high) < p) high *= 2;
  return crossing((x) => gammaBelow(a, x), p, 0, high);
};

/** The x below which the share p of the beta law lies. */
export const betaQuantile = (a: number, b: number, p: number): number => crossing((x) => betaBelow(a, b, x), p, 0, 1);
