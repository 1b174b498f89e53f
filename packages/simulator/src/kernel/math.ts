/**
 * The only file that calls transcendental functions, so that a platform that rounds them differently can be dealt with
 * here. `Math.sqrt`, `floor`, `round` and the like are exact by the standard and used freely elsewhere.
 */
export const exp = (x: number): number => Math.exp(x);
export const log = (x: number): number => Math.log(x);
/** e^x − 1 and ln(1 + x), without the cancellation near 0. */
export const expm1 = (x: number): number => Math.expm1(x);
export const log1p = (x: number): number => Math.log1p(x);
export const pow = (base: number, exponent: number): number => base ** exponent;
export const cos = (radians: number): number => Math.cos(radians);

const LANCZOS_G = 7;
const LANCZOS_FIRST = 0.99999999999980993;
const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/**
 * Γ(x) for x ≥ 0.5, to about 1e-14 of its value. Lanczos' approximation with g = 7 and nine terms (Godfrey's
 * coefficients): Γ(z + 1) = √(2π)·(z + g + ½)^(z + ½)·e^−(z + g + ½)·A(z).
 */
export const gamma = (x: number): number => {
  const z = x - 1;
  const t = z + LANCZOS_G + 0.5;
  let sum = LANCZOS_FIRST;
  LANCZOS.forEach((coefficient, i) => {
    sum += coefficient / (z + i + 1);
  });
  return Math.sqrt(2 * Math.PI) * pow(t, z + 0.5) * exp(-t) * sum;
};

/** How many terms of the normal law's series are taken; at |x| ≤ 8 about 100 are needed. */
const NORMAL_TERMS = 200;

/**
 * P(Z > x) for a normal Z of mean 0 and variance 1, to about 1e-15. The series Φ(x) = ½ + φ(x)·Σ x^(2n+1)/(1·3·5…(2n+1))
 * (Marsaglia, Journal of Statistical Software 11, 2004).
 */
export const normalTail = (x: number): number => {
  if (Math.abs(x) > 8) return x > 0 ? 0 : 1;
  let term = x;
  let sum = x;
  for (let n = 1; n <= NORMAL_TERMS && term !== 0; n++) {
    term *= (x * x) / (2 * n + 1);
    sum += term;
  }
  return Math.min(1, Math.max(0, 0.5 - (sum * exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)));
};
