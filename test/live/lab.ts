import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { startAgent } from "../support/processes.ts";
import { root } from "../support/program.ts";

export const ticking = join(root, "test/live/ticking.py");
export const training = join(root, "fixtures/live/train.py");

/** A folder that is gone when the test is over. */
export const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "ordeal-live-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

/** A file with this content, as JSON, which is YAML too. */
export const fileOf = (name: string, content: object, inFolder = folder()): string => {
  const path = join(inFolder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
};

export const labFile = (lab: string, fields: object = {}): string =>
  fileOf(`${lab}.lab.yaml`, {
    lab,
    launcher: "torchrun",
    nodes: 2,
    cardsPerNode: 1,
    train: [ticking, "{checkpoints}"],
    storageMb: 64,
    ...fields,
  });

/** An experiment for a lab of so many nodes and cards. */
export const experimentFile = (
  fields: object,
  { nodes = 2, cardsPerNode = 1, jobNodes = 2 }: { nodes?: number; cardsPerNode?: number; jobNodes?: number } = {},
): string =>
  fileOf("experiment.yaml", {
    title: "live",
    seed: 1,
    duration: "20 seconds",
    cluster: {
      name: "lab",
      nodes,
      cardsPerNode,
      nodesPerSupernode: nodes,
      scaleUp: { planes: 0 },
      scaleOut: { uplinks: 1, tors: 1 },
    },
    job: { nodes: jobNodes, step: "20 ms" },
    checkpoint: {
      interval: { steps: 50 },
      tiers: [{ name: "storage", stall: "5 ms", persist: "50 ms", load: "100 ms" }],
    },
    recovery: { restart: "6 seconds" },
    thresholds: ["effectiveThroughput >= 1 %"],
    ...fields,
  });

/** The agent of a lab, listening. */
export const startLab = (file: string, args: ReadonlyArray<string> = []) =>
  startAgent(["--port", "0", "--live", file, ...args]);
