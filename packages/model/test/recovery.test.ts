import { describe, expect, test } from "vitest";
import {
  builtInPolicies,
  covers,
  faultKindNames,
  handles,
  MINUTE_US,
  Recovery,
  rungActions,
  SECOND_US,
} from "../src/index.ts";
import { read, refused, type Written } from "./support.ts";

const rung = (more: Written = {}): Written => ({ name: "again", does: "job", ...more });
const ladder = (...rungs: ReadonlyArray<Written>): Written => ({ policy: { ladder: rungs } });

describe("recovery", () => {
  test("restarts the job in three minutes unless it says otherwise", () => {
    expect(read(Recovery, {})).toEqual({
      policy: "restart",
      restart: 3 * MINUTE_US,
      detect: { crash: 10 * SECOND_US, hang: 30 * MINUTE_US, cut: MINUTE_US, corruption: 60 * MINUTE_US },
      spares: "hot",
      spareScope: "anywhere",
    });
  });

  test("keeps the other ways to notice when one is given", () => {
    expect(read(Recovery, { detect: { straggler: "5 minutes" } }).detect).toEqual({
      crash: 10 * SECOND_US,
      hang: 30 * MINUTE_US,
      cut: MINUTE_US,
      corruption: 60 * MINUTE_US,
      straggler: 5 * MINUTE_US,
    });
  });

  test.each(builtInPolicies)("can follow %s", (policy) => {
    expect(read(Recovery, { policy }).policy).toBe(policy);
  });

  test("can follow a function", () => {
    const policy = () => rung();
    expect(read(Recovery, { policy }).policy).toBe(policy);
  });

  test.each(rungActions)("can climb a rung that does %s, for every kind, at once and for sure", (does) => {
    expect(read(Recovery, ladder(rung({ does }))).policy).toEqual({
      ladder: [
        { name: "again", does, handles: ["*"], takes: 0, takesPerThousandCards: 0, success: 1, keepsProgress: false },
      ],
    });
  });

  test.each([
    [
      "restrat",
      /^policy: expected a recovery policy: "restart", "mindcluster", "flash", "elastic", \{ladder: \[rungs\]\} or \(in TypeScript\) a function, found "restrat"$/,
    ],
    [3, /^policy: expected a recovery policy: .*, found 3$/],
    [{ ladder: [] }, /^policy\.ladder: expected at least one item, found an empty list$/],
    [
      { ladder: [{ name: "x", does: "pray" }] },
      /^policy\.ladder\[0\]\.does: expected "retry" or .* or "wait", found "pray"$/,
    ],
    [{ ladder: [rung({ success: 2 })] }, /^policy\.ladder\[0\]\.success: expected a share from 0 % to 100 %/],
    [{ ladder: [rung({ handles: "*" })] }, /^policy\.ladder\[0\]\.handles: expected a list, found "\*"$/],
    [{ ladder: [rung()], order: 1 }, /^policy\.order: is not a field that Ordeal knows here/],
  ])("does not follow %j", (policy, expected) => {
    expect(refused(Recovery, { policy })).toEqual([expect.stringMatching(expected)]);
  });

  test("tells everything that is wrong with it at once", () => {
    const recovery = {
      policy: { ladder: [{ does: "pray", takes: "x", success: "high" }] },
      restart: 90,
      detect: { crash: "soon", hang: {}, crush: "1 second" },
      spares: "lukewarm",
      spareScope: "rack",
      quarantine: { faults: 0 },
    };
    expect(refused(Recovery, recovery).map((line) => line.split(":")[0])).toEqual([
      "policy.ladder[0].name",
      "policy.ladder[0].does",
      "policy.ladder[0].takes",
      "policy.ladder[0].success",
      "restart",
      "detect.crush",
      "detect.crash",
      "detect.hang",
      "spares",
      "spareScope",
      "quarantine.faults",
      "quarantine.window",
    ]);
  });
});

describe("what a rung handles", () => {
  test("is a kind, a family of kinds, or everything", () => {
    expect(faultKindNames.filter((kind) => covers("link.*", kind))).toEqual(["link.down", "link.flap", "link.degrade"]);
    expect(faultKindNames.filter((kind) => covers("card.crash", kind))).toEqual(["card.crash"]);
    expect(faultKindNames.every((kind) => covers("*", kind))).toBe(true);
  });

  test.each(["", "card", "card.", "lin*", "*.crash", "link", "CARD.CRASH", "card.crashes"])("is not %j", (pattern) => {
    expect(faultKindNames.some((kind) => covers(pattern, kind))).toBe(false);
  });

  test("is what any of its patterns covers", () => {
    const one = { ...rung(), handles: ["link.*", "card.crash"] } as unknown as Parameters<typeof handles>[0];
    expect(faultKindNames.filter((kind) => handles(one, kind))).toEqual([
      "card.crash",
      "link.down",
      "link.flap",
      "link.degrade",
    ]);
  });
});

describe("how long a rung, or a restart, takes", () => {
  const law = { lognormal: { median: "2 minutes", mean: "4 minutes" } };

  test("is a duration or a law", () => {
    const takes = { lognormal: { median: 2 * MINUTE_US, mean: 4 * MINUTE_US } };
    expect(read(Recovery, { restart: law }).restart).toEqual(takes);
    expect(read(Recovery, ladder(rung({ takes: law }))).policy).toMatchObject({ ladder: [{ takes }] });
    expect(read(Recovery, { restart: "0 seconds" }).restart).toBe(0);
  });

  test.each(["soon", 90, { lognormal: { median: "1 minute" } }, { uniform: "1 minute" }, null])(
    "is not %j",
    (restart) => {
      expect(refused(Recovery, { restart })).toEqual([expect.stringMatching(/^restart(\.lognormal\.mean)?: /)]);
    },
  );
});
