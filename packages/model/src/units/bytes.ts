import * as Schema from "effect/Schema";
import { text, type WrittenText } from "../text.ts";

const scale: Readonly<Record<string, number>> = { "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 };

/** Reads a quantity above zero: a bare number, or one with a unit that the pattern knows. */
const parser =
  (pattern: RegExp) =>
  (written: WrittenText): number | undefined => {
    const value = typeof written === "number" ? written : read(pattern.exec(written.trim()));
    return value > 0 && Number.isFinite(value) ? value : undefined;
  };

/** A number, its prefix and its unit: bits are an eighth of a byte. */
const read = (match: RegExpExecArray | null): number => {
  const [, amount, prefix = "", unit = ""] = match ?? [];
  return amount === undefined ? Number.NaN : (Number(amount) * (scale[prefix] ?? 1)) / (unit === "b" ? 8 : 1);
};

const amountAndPrefix = "^(\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?)\\s*([kMGTP]?)";

const quantity = (unit: string, ...examples: readonly [string, ...ReadonlyArray<string>]) => {
  const pattern = new RegExp(`${amountAndPrefix}${unit}$`);
  const numbers = { exclusiveMinimum: 0 };
  return {
    parse: parser(pattern),
    spelling: { pattern: `^\\s*${pattern.source.slice(1, -1)}\\s*$`, examples, numbers },
  };
};

const size = quantity("(B)", "5.7 TB", "800 GB");
const bandwidth = quantity("([Bb])(?:/s|ps)", "2 TB/s", "400 Gb/s");
const arithmetic = quantity("(?:FLOPS?|FLOP/s)", "989.4 TFLOPS", "752e12 FLOP/s");

/** A size in bytes (decimal units). */
export const Bytes = text(
  'a size above zero, such as "5.7 TB"',
  Schema.Number,
  size.parse,
  (bytes) => `${bytes} B`,
  size.spelling,
);

/** A bandwidth in bytes a second (decimal units); `400 Gb/s` and `400 Gbps` are bits. */
export const BytesPerSecond = text(
  'a bandwidth above zero, such as "2 TB/s"',
  Schema.Number,
  bandwidth.parse,
  (bytes) => `${bytes} B/s`,
  bandwidth.spelling,
);

/** Arithmetic in FLOP a second: a number, or `989.4 TFLOPS`. */
export const Flops = text(
  'a number of FLOP a second above zero, such as 752e12 or "989.4 TFLOPS"',
  Schema.Number,
  arithmetic.parse,
  (flops) => flops,
  arithmetic.spelling,
);
