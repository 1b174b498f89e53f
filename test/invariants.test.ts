/** The invariants over every experiment and over random scenarios, and what they say of simulators that are broken. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadExperiment } from "@ordeal/cli";
import { checkInvariants, type RunEvidence } from "@ordeal/explorer";
import type { RecoveryPolicy, Scenario } from "@ordeal/model";
import { afterEach, describe, expect, test, vi } from "vitest";
import { holds, run } from "../packages/explorer/test/arbitraries/relation.ts";
import { isKnown } from "../packages/explorer/test/invariants/found-bugs.ts";
import { complaints, evidenceOf, rich } from "../packages/explorer/test/invariants/support.ts";
import { CheckpointStore } from "../packages/simulator/src/checkpoint/store.ts";
import { TierState } from "../packages/simulator/src/checkpoint/tier.ts";
import { Fleet } from "../packages/simulator/src/cluster/fleet.ts";
import { FaultLife } from "../packages/simulator/src/fault/life.ts";
import { Countdown } from "../packages/simulator/src/job/countdown.ts";
import { Job } from "../packages/simulator/src/job/job.ts";
import { BucketIndex, LedgerBook } from "../packages/simulator/src/job/ledger.ts";
import { RunRecord } from "../packages/simulator/src/job/record.ts";
import { Stepper } from "../packages/simulator/src/job/stepper.ts";
import { Journal } from "../packages/simulator/src/journal.ts";
import { Storage } from "../packages/simulator/src/storage/storage.ts";

const folder = fileURLToPath(new URL("../experiments/", import.meta.url));
const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));

const load = async (file: string) => {
  const loading = await loadExperiment(`${folder}${file}`);
  if ("problems" in loading) throw new Error(`${file} does not load: ${JSON.stringify(loading.problems)}`);
  return loading.loaded.experiment;
};

describe("every experiment keeps every invariant", () => {
  test.each(files)("%s", async (file) => {
    const experiment = await load(file);
    expect(checkInvariants({ scenario: experiment, ...run(experiment, experiment.seed) })).toEqual([]);
  });
});

test("random scenarios keep every invariant, but for bugs that are known", () => {
  holds(400, {}, (scenario, seed) => {
    const violations = checkInvariants({ scenario, ...run(scenario, seed) });
    expect(violations.filter(({ invariant, message }) => !isKnown(`${invariant}: ${message}`))).toEqual([]);
  });
});

describe("a broken simulator is found out:", () => {
  afterEach(() => vi.restoreAllMocks());

  const runsRich = (change?: (scenario: Scenario) => Scenario): RunEvidence => evidenceOf(rich, change);

  /** A policy that resumes from whatever lies there, torn or not. */
  const trusting: RecoveryPolicy = () => ({
    name: "trust anything",
    does: "job",
    handles: ["*"],
    takes: 90_000_000,
    takesPerThousandCards: 0,
    success: 1,
    keepsProgress: false,
    trust: "any",
  });

  test("one that resumes from a torn checkpoint", async () => {
    const experiment = await load("05-crash-while-persisting.yaml");
    const scenario = { ...experiment, recovery: { ...experiment.recovery, policy: trusting } };
    const violations = checkInvariants({ scenario, ...run(scenario, experiment.seed) });
    expect(violations).toEqual([expect.objectContaining({ invariant: "no bad resume" })]);
    expect(violations[0]?.message).toMatch(/^resumed from \w+ at step \d+: that copy was torn$/);
  });

  test("one that goes back to the first copy instead of the newest", () => {
    vi.spyOn(CheckpointStore.prototype, "newestStep", "get").mockReturnValue(0);
    expect(complaints(runsRich())).toContain("newest good");
  });

  test("one that books its saves as stalls", () => {
    const { add } = LedgerBook.prototype;
    vi.spyOn(LedgerBook.prototype, "add").mockImplementation(function (this: LedgerBook, place, us) {
      add.call(this, place === BucketIndex.checkpoint ? BucketIndex.stalled : place, us);
    });
    expect(complaints(runsRich())).toEqual(["conservation"]);
  });

  test("one that counts a step too many whenever it comes back", () => {
    const { begin } = Stepper.prototype;
    vi.spyOn(Stepper.prototype, "begin").mockImplementation(function (this: Stepper, nowUs, step) {
      begin.call(this, nowUs, step + 1);
    });
    expect(complaints(runsRich())).toContain("steps in order");
  });

  test("one whose job does not mind losing nodes", () => {
    vi.spyOn(Job.prototype, "fail").mockImplementation(() => {});
    expect(complaints(runsRich())).toContain("membership");
  });

  test("one that forgets to end its faults", () => {
    vi.spyOn(FaultLife.prototype, "end").mockImplementation(() => {});
    expect(complaints(runsRich())).toContain("faults end");
  });

  test("one whose nodes never come up again", () => {
    vi.spyOn(Fleet.prototype, "release").mockImplementation(() => {});
    expect(complaints(runsRich())).toContain("nothing left");
  });

  test("one that tells things late", () => {
    const { emit } = Journal.prototype;
    vi.spyOn(Journal.prototype, "emit").mockImplementation(function (this: Journal, atUs, type, data) {
      emit.call(this, type === "load.started" ? atUs - 1_000_000 : atUs, type, data);
    });
    expect(complaints(runsRich())).toContain("journal order");
  });

  test("one that skips a save now and then", () => {
    const { isDue } = TierState.prototype;
    vi.spyOn(TierState.prototype, "isDue").mockImplementation(function (this: TierState, step) {
      return step % 2 === 0 && isDue.call(this, step);
    });
    expect(complaints(runsRich())).toContain("saves in time");
  });

  test("one whose clocks run out a second late", () => {
    const { run: start } = Countdown.prototype;
    vi.spyOn(Countdown.prototype, "run").mockImplementation(function (this: Countdown, nowUs) {
      start.call(this, nowUs + 1_000_000);
    });
    expect(complaints(runsRich())).toContain("phases");
  });

  test("one whose storage moves everything in half the time", () => {
    const { start } = Storage.prototype;
    vi.spyOn(Storage.prototype, "start").mockImplementation(function (this: Storage, nowUs, workUs) {
      return start.call(this, nowUs, workUs / 2);
    });
    expect(complaints(runsRich())).toEqual(["transfers"]);
  });

  test("one that forgets its recoveries", () => {
    vi.spyOn(RunRecord.prototype, "endInterruption").mockImplementation(() => {});
    expect(complaints(runsRich())).toContain("tally");
  });
});
