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
