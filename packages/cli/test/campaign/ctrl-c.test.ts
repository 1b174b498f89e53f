import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { campaign } from "../../src/verbs/campaign.ts";
import { ordealProcess } from "../command-line/command.ts";
import { folder, onScreen, smallExperiment } from "../support.ts";
import { flags as common } from "./flags.ts";

const crashing = smallExperiment({
  duration: "4 days",
  hazards: "[{ id: crashes, rate: 4 per node-day, kinds: [{ kind: job.crash }, { kind: card.crash }] }]",
  faults: "[]",
});
const RUNS = 20_000;
const flags = { ...common, runs: 400, seed: 1 } as const;

const partsIn = (path: string): number =>
  existsSync(path) ? readdirSync(path).filter((name) => name.endsWith(".part.json")).length : 0;

/** Runs a long campaign in a process of its own, and stops it once it has kept some parts. */
const stopped = async (at: string, workers: number, how: "SIGINT" | "SIGKILL") => {
  const out = join(at, "kept");
  const args = ["campaign", join(at, "e.yaml"), "--runs", `${RUNS}`, "--workers", `${workers}`, "--out", out];
  return ordealProcess(args, {
    whenStarted: async (pressCtrlC, child) => {
      while (partsIn(out) < 3) await setTimeout(20);
      if (how === "SIGINT") pressCtrlC();
      else process.kill(-(child.pid ?? 0), "SIGKILL");
    },
  });
};

test.each([1, 2])("Ctrl-C keeps what is done by %i workers, and says how to go on", async (workers) => {
  const at = folder({ "e.yaml": crashing });
  const { code, err, out } = await stopped(at, workers, "SIGINT");
  expect(code).toBe(130);
  expect(out).toBe("");
  expect(err).toMatch(/Interrupted: [\d,]+ runs of 20000 are kept in .*kept; there is no verdict\./);
  expect(err).toContain(`Go on: pnpm ordeal campaign ${join(at, "e.yaml")} --runs 20000 --out ${join(at, "kept")}`);
  expect(partsIn(join(at, "kept"))).toBeGreaterThanOrEqual(3);
});

test("a campaign that is killed goes on where it was, to the same bytes", async () => {
  const at = folder({ "e.yaml": crashing });
  await stopped(at, 2, "SIGKILL");
  const given = { ...flags, experiment: join(at, "e.yaml") };
  const gone = await onScreen(campaign({ ...given, out: join(at, "kept") }));
  expect(gone.err).toMatch(/\d+ runs were kept in/);
  expect(gone.out).toBe((await onScreen(campaign({ ...given, out: join(at, "anew") }))).out);
});
