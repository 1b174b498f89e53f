import { HOUR_US, MINUTE_US, SECOND_US } from "@ordeal/model";
import { describe, expect, test } from "vitest";
import { marginText } from "../../../src/hunt/story/text.ts";
import { span } from "../../../src/hunt/story/words.ts";

test.each([
  [0, "0 s"],
  [1_500, "1 ms"],
  [51 * SECOND_US, "51 s"],
  [2 * HOUR_US + 13 * MINUTE_US + 5 * SECOND_US, "2 h 13 min"],
  [3 * HOUR_US + 30 * SECOND_US, "3 h 30 s"],
  [2 * MINUTE_US + 300_000, "2 min 300 ms"],
  [-90 * SECOND_US, "−1 min 30 s"],
])("%i µs are said as %s", (us, said) => {
  expect(span(us)).toBe(said);
});

describe("what came out, beside a limit,", () => {
  const margin = { undisturbed: null, held: false, harm: 0.1 } as const;
  const recovery = { ...margin, expression: "recoveryTime max <= 127 seconds", limit: 127 };
  const throughput = { ...margin, expression: "effectiveThroughput >= 95 %", limit: 0.95 };

  test("is short where that tells them apart", () => {
    expect(marginText({ ...recovery, actual: 141.2 })).toBe("2 min 21 s");
    expect(marginText({ ...throughput, actual: 0.93181, undisturbed: 0.984 })).toBe("93.18 % (undisturbed 98.40 %)");
  });

  test("is as exact as it takes where it is beyond the limit by a little", () => {
    expect(marginText({ ...recovery, actual: 127.25 })).toBe("2 min 7 s 250 ms");
    expect(marginText({ ...throughput, actual: 0.949999 })).toBe("94.999900 %");
  });

  test("is the limit where it is at it, and holds", () => {
    expect(marginText({ ...recovery, actual: 127, held: true })).toBe("2 min 7 s");
  });
});
