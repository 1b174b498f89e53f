import { readdirSync } from "node:fs";
import { join } from "node:path";
import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import { describe, expect, test } from "vitest";
import { Screen } from "../../src/screen.ts";
import { type HuntFlags, hunt } from "../../src/verbs/hunt.ts";
import { folder, keptScreen } from "../support.ts";
import { call, flags, type Given, outOf } from "./support.ts";

/** What {@link counting} calls at every recovery. */
const hooks = globalThis as unknown as { recoveryBegins?: () => void };

/** Hunts on an experiment of {@link counting}, and is interrupted after so many recoveries in all. */
const interrupted = async (given: Given, recoveries: number) => {
  const { screen, out, err } = keptScreen();
  const whole: HuntFlags = { ...flags, out: outOf(given.experiment), ...given };
  let left = recoveries;
  const reached = new Promise<void>((resolve) => {
    hooks.recoveryBegins = () => {
      if (--left === 0) resolve();
    };
  });
  const fiber = Effect.runFork(hunt(whole).pipe(Effect.provideService(Screen, screen)));
  await Promise.race([reached, Effect.runPromise(Fiber.await(fiber))]);
  await Effect.runPromise(Fiber.interrupt(fiber));
  return { out: out(), err: err() };
};

/** The file of an experiment whose recoveries can be counted. */
const counting = (thresholds: ReadonlyArray<string>): string => {
  const text = `export default {
    title: "Counting", duration: "3 hours", cluster: { name: "small", nodes: 6, nodesPerSupernode: 6 },
    job: { nodes: 4, step: "10 seconds" },
    checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds" }] },
    recovery: {
      policy: () => {
        globalThis.recoveryBegins?.();
        return {
          name: "restart", does: "job", handles: ["*"], takes: 60_000_000, takesPerThousandCards: 0, success: 1,
          keepsProgress: false,
        };
      },
    },
    budget: "at most 2 job.crash faults",
    thresholds: ${JSON.stringify(thresholds)},
  };`;
  return join(folder({ "counting.ts": text }), "counting.ts");
};

describe("a hunt that is interrupted", () => {
  test("tells how far it came, and how to go on", async () => {
    const experiment = counting(["availability >= 1 %"]);
    const { out } = await interrupted({ experiment, time: "10 minutes" }, 200);
    expect(out).toContain("UNKNOWN");
    expect(out).toContain("The worst: availability >= 1 %");
    expect(out).toContain(`Go on: pnpm ordeal hunt ${experiment} --seed 1 --time '10 minutes' --out `);
  });

  test("says so in its document", async () => {
    const experiment = counting(["availability >= 1 %"]);
    const { out } = await interrupted({ experiment, time: "10 minutes", json: true }, 200);
    expect(JSON.parse(out)).toMatchObject({ found: false, interrupted: true });
  });

  test("while it makes what it found small tells and saves the best so far, and goes on from there", async () => {
    const faults = Array.from({ length: 30 }, (_, index) => `  - { kind: job.crash, at: ${5 * index + 2} minutes }\n`);
    const example = [join(folder({ "many.yaml": `title: Many\nfaults:\n${faults.join("")}` }), "many.yaml")];
    const experiment = counting(["interruptions <= 8"]);
    const { out } = await interrupted({ experiment, example }, 300);
    expect(out).toContain("stopped before it was minimal; verified");
    expect(readdirSync(outOf(experiment))).toHaveLength(2);
    const path = /Shrink on: +pnpm ordeal hunt \S+ --seed 1 --example \S+ --path (\S+)/.exec(out)?.[1];
    const again = await call({ experiment, example, path });
    expect(again.out).toContain("9 faults (found at timeline 1, shrunk in ");
    expect(again.out).toContain("; minimal");
    expect(again.out).toContain("Found again: ");
    expect(readdirSync(outOf(experiment))).toHaveLength(2);
  });
});
