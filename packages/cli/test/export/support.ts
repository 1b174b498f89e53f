import { join } from "node:path";
import { type ExportFlags, exportRun } from "../../src/verbs/export.ts";
import { run } from "../../src/verbs/run.ts";
import { folder, onScreen, smallExperiment } from "../support.ts";

/** Runs an experiment and keeps it; returns the folder, which has e.journal.ndjson and e.result.json. */
export const keptRun = async (sections: Readonly<Record<string, string>> = {}): Promise<string> => {
  const at = folder({ "e.yaml": smallExperiment(sections) });
  const flags = { json: false, seed: undefined, set: [], dryRun: false, rate: undefined, agent: undefined };
  const { code, err } = await onScreen(
    run({ ...flags, experiments: [join(at, "e.yaml")], out: at, tokenFile: undefined }),
  );
  if (code === 2) throw new Error(err);
  return at;
};

/** Three hours in which most things happen that can: crashes, a flap, a pump, a hang, a slow card and a corruption. */
export const eventful: Readonly<Record<string, string>> = {
  seed: "3",
  duration: "12 hours",
  job: "{ nodes: 4, step: 10 seconds, linearity: 95 %, evaluation: { everySteps: 500, takes: 2 minutes } }",
  checkpoint: `{ interval: 10 minutes, tiers: [
    { name: peers, stall: 2 seconds, persist: 5 seconds, load: 5 seconds, survives: node },
    { name: storage, stall: 10 seconds, persist: 30 seconds, load: 20 seconds, interval: 30 minutes } ] }`,
  faults: `[
    { id: crash, kind: card.crash, target: sn00/n01/c3, at: 50 minutes },
    { id: again, kind: node.crash, target: sn00/n02, at: 51 minutes },
    { id: flap, kind: link.flap, target: sn00/n00/up01, at: 2 hours, duration: 5 minutes, up: 50 seconds, down: 8 seconds, cuts: true },
    { id: pump, kind: cooling.pump, target: cdu0, flow: 5 %, at: 4 hours, duration: 3 minutes },
    { id: hang, kind: card.hang, target: a card of the job, at: 6 hours },
    { id: slow, kind: storage.slow, share: 20 %, at: 7 hours, duration: 1 hour },
    { id: torn, kind: node.crash, target: a node of the job, on: { event: checkpoint.persist.started, time: 40, after: 1 second } },
    { id: idle, kind: job.crash, every: { period: 5 hours, from: 5 hours } } ]`,
  thresholds: "[effectiveThroughput >= 20 %, recoveryTime max <= 1 second]",
};

const flags = { out: undefined, otlp: undefined, startsAt: undefined, force: false, json: false };

export const call = (format: string, file: string, given: Partial<ExportFlags> = {}) =>
  onScreen(exportRun({ ...flags, format, file, ...given }));
