import * as Schema from "effect/Schema";
import { text, type WrittenText } from "../text.ts";

const scale: Readonly<Record<string, number>> = { "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 };

const parser = (suffix: string) => {
  const pattern = new RegExp(`^(\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?)\\s*([kMGTP]?)B${suffix}$`);
  return (written: WrittenText): number | undefined => {
    const value = typeof written === "number" ? written : read(pattern.exec(written.trim()));
    return value > 0 && Number.isFinite(value) ? value : undefined;
  };
};

const read = (match: RegExpExecArray | null): number =>
  match === null ? Number.NaN : Number(match[1]) * (scale[match[2] ?? ""] ?? 1);

/** A size in bytes (decimal units). */
export const Bytes = text('a size above zero, such as "5.7 TB"', Schema.Number, parser(""), (bytes) => `${bytes} B`);

/** A bandwidth in bytes a second (decimal units). */
export const BytesPerSecond = text(
  'a bandwidth above zero, such as "2 TB/s"',
  Schema.Number,
  parser("/s"),
  (bytes) => `${bytes} B/s`,
);
