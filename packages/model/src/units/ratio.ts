import * as Schema from "effect/Schema";
import { text, type WrittenText } from "../text.ts";

const parseShare = (written: WrittenText): number | undefined => {
  if (typeof written === "number") return written;
  const match = /^(-?\d+(?:\.\d+)?)\s*%$/.exec(written.trim());
  // Divided by ten to the power, so that "93.12 %" is the double nearest to 0.9312.
  return match === null ? undefined : Number(`${match[1]}e-2`);
};

export const printRatio = (share: number): string => `${Number((share * 100).toPrecision(12))} %`;

const within = (expected: string, holds: (share: number) => boolean, example: string, numbers: object) =>
  text(
    expected,
    Schema.Number,
    (written) => {
      const share = parseShare(written);
      return share !== undefined && holds(share) ? share : undefined;
    },
    // As people write it, or the bare number where a percentage would round it.
    (share) => (parseShare(printRatio(share)) === share ? printRatio(share) : share),
    { pattern: "^\\s*-?\\d+(?:\\.\\d+)?\\s*%\\s*$", examples: [example], numbers },
  );

/** A share from 0 to 1, written `0.5` or `50 %`. */
export const Ratio = within(
  'a share from 0 % to 100 %, such as "93.12 %" or 0.9312',
  (x) => x >= 0 && x <= 1,
  "93.12 %",
  { minimum: 0, maximum: 1 },
);

/** A share above 0 and at most 1. */
export const PositiveRatio = within(
  'a share above 0 % and at most 100 %, such as "50 %" or 0.5',
  (x) => x > 0 && x <= 1,
  "50 %",
  { exclusiveMinimum: 0, maximum: 1 },
);

/** A share from 0 to below 1: what is left of something that lost a part. */
export const ReducedRatio = within(
  'a share from 0 % to below 100 %, such as "50 %" or 0.5',
  (x) => x >= 0 && x < 1,
  "50 %",
  { minimum: 0, exclusiveMaximum: 1 },
);

/** A share above 0 and below 1: a slowdown that neither stops nor leaves alone. */
export const SlowedRatio = within(
  'a share above 0 % and below 100 %, such as "50 %" or 0.5',
  (x) => x > 0 && x < 1,
  "50 %",
  { exclusiveMinimum: 0, exclusiveMaximum: 1 },
);
