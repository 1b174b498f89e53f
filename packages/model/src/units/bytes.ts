import * as Schema from "effect/Schema";
import { text, type WrittenText } from "../text.ts";

const scale: Readonly<Record<string, number>> = {
  ...{ "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 },
  ...{ Ki: 1_024, Mi: 1_048_576, Gi: 1_073_741_824, Ti: 1_099_511_627_776, Pi: 1_125_899_906_842_624 },
};

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

const amount = "\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?";
const decimal = "[kMGTP]?";
const decimalOrBinary = "[kMGTP]?|[KMGTP]i";

const quantity = (prefix: string, unit: string, ...examples: readonly [string, ...ReadonlyArray<string>]) => {
  const pattern = new RegExp(`^(${amount})\\s*(${prefix})${unit}$`);
  const numbers = { exclusiveMinimum: 0 };
  return {
    parse: parser(pattern),
    spelling: { pattern: `^\\s*${pattern.source.slice(1, -1)}\\s*$`, examples, numbers },
  };
};

const size = quantity(decimalOrBinary, "(B)", "5.7 TB", "800 GB", "80 GiB");
const bandwidth = quantity(decimal, "([Bb])(?:/s|ps)", "2 TB/s", "400 Gb/s");
const arithmetic = quantity(decimal, "(?:FLOPS?|FLOP/s)", "989.4 TFLOPS", "752e12 FLOP/s");

/** A size in bytes: decimal units, or binary ones as memory has them (`80 GiB`). */
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
