import type { JournalEvent } from "@ordeal/model";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openRun, simulate } from "../src/index.ts";
import { Oracle } from "./support/oracle.ts";
import { experimentOf, neverSaves, quietResult, Story, story, type Written } from "./support/run.ts";
import { scenarios } from "./support/scenarios.ts";

const RUNS = { numRuns: 60 };
/** Up to a thousand instants of a run. */
const instants = fc.array(fc.integer({ min: 0, max: 7_200_000_000 }), { maxLength: 1_000, size: "max" });
const lines = (journal: ReadonlyArray<JournalEvent>): string =>
  journal.map((event) => JSON.stringify(event)).join("\n");

describe("a run", () => {
  test("of the same scenario and seed has the same journal and the same result", () => {
    fc.assert(
      fc.property(scenarios, (written) => {
        const [one, other] = [story(written), story(written)];
        expect(lines(one.journal)).toBe(lines(other.journal));
        expect(one.result).toEqual(other.result);
      }),
      RUNS,
    );
  });

  test("of the same experiment object is not touched by the run before it", () => {
    const experiment = experimentOf({ faults: [{ kind: "node.crash", target: "random node", at: "10 minutes" }] });
    expect(simulate(experiment, { seed: 3 })).toEqual(simulate(experiment, { seed: 3 }));
    expect(simulate(experiment, { seed: 4 }).seed).toBe(4);
  });

  test("shows its progress at the speed of each step, also where nobody has looked for many steps", () => {
    const slow = { kind: "card.slow", target: "sn00/n01/c3", speed: "50 %", at: "25 seconds" };
    const linear = { job: { linearity: "100 %" }, checkpoint: neverSaves, faults: [slow] };
    const { progressUs, ledgerUs } = new Story(linear).until(95).run.snapshot();
    expect(progressUs).toBe((30 + 65 / 2) * 1e6);
    expect(ledgerUs.productive).toBe(progressUs);
  });

  test("of another seed has other draws", () => {
    const faults = [{ kind: "node.crash", target: "random node", at: "10 minutes" }];
    const struck = (seed: number) => story({ seed, faults }).said("fault.started")[0]?.targets[0];
    expect(new Set(Array.from({ length: 30 }, (_, seed) => struck(seed))).size).toBe(6);
  });

  test("is the same in one go and in a thousand advances, however often one looks", () => {
    fc.assert(
      fc.property(scenarios, instants, (written, stops) => {
        const inPieces = new Story(written);
        for (const us of stops.toSorted((a, b) => a - b)) {
          inPieces.run.advance(us);
          inPieces.run.snapshot();
          inPieces.run.result();
        }
        const inOneGo = story(written);
        expect(lines(inPieces.until().journal)).toBe(lines(inOneGo.journal));
        expect(inPieces.result).toEqual(inOneGo.result);
      }),
      RUNS,
    );
  });

  test("is the same in one go and in slices of any numbers of events", () => {
    fc.assert(
      fc.property(scenarios, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (written, sizes) => {
        const inSlices = new Story(written);
        let slices = 0;
        while (!inSlices.run.advance(inSlices.run.endUs, sizes[slices % sizes.length])) slices++;
        const inOneGo = story(written);
        expect(lines(inSlices.journal)).toBe(lines(inOneGo.journal));
        expect(inSlices.result).toEqual(inOneGo.result);
      }),
      RUNS,
    );
  });

  test("goes no further than so many changes, and says whether it got there", () => {
    const { run, journal } = new Story();
    expect(run.advance(run.endUs, 0)).toBe(false);
    expect(run.nowUs).toBe(0);
    const before = journal.length;
    expect(run.advance(run.endUs, 1)).toBe(false);
    expect(run.nowUs).toBe(600e6);
    expect(journal.length).toBeGreaterThan(before);
    expect(run.advance(run.nowUs, 1_000)).toBe(true);
    expect(run.advance(run.endUs, 1_000)).toBe(true);
    expect(run.nowUs).toBe(run.endUs);
  });

  test("comes to the same with a listener and without, at its end", () => {
    fc.assert(
      fc.property(scenarios, (written) => {
        expect(quietResult(written)).toEqual(story(written).result);
      }),
      RUNS,
    );
  });

  test("comes to the same with a listener and without, at any instant", () => {
    fc.assert(
      fc.property(scenarios, fc.array(fc.integer({ min: 0, max: 7_200 }), { maxLength: 8 }), (written, instants) => {
        const experiment = experimentOf(written);
        const heard = new Story(written);
        const quiet = openRun(experiment, { seed: experiment.seed });
        for (const seconds of instants.toSorted((a, b) => a - b)) {
          heard.until(seconds);
          quiet.advance(seconds * 1e6);
          expect(quiet.result()).toEqual(heard.result);
          expect(quiet.snapshot()).toEqual(heard.run.snapshot());
        }
      }),
      RUNS,
    );
  });

  // The copy of step 60 is torn at 640 s; the next save, when a quiet run looks again, begins at 1210 s.
  test("counts a torn copy as soon without a listener", () => {
    const written = { faults: [{ kind: "checkpoint.torn", at: "615 seconds" }] };
    const experiment = experimentOf(written);
    const quiet = openRun(experiment, { seed: experiment.seed });
    quiet.advance(700e6);
    expect(quiet.result().counts).toEqual(new Story(written).until(700).result.counts);
  });

  test("is not changed by a trigger that waits and never fires", () => {
    const faults = [{ kind: "job.crash", on: { event: "node.quarantined" } }];
    fc.assert(
      fc.property(scenarios, (written) => {
        const without = { ...written, recovery: { ...written.recovery, quarantine: undefined } };
        const plain = JSON.parse(JSON.stringify(without)) as Written;
        const waiting = { ...plain, faults: [...(plain.faults ?? []), ...faults] };
        expect(quietResult(waiting)).toEqual(quietResult(plain));
      }),
      RUNS,
    );
  });
});

describe("in every run", () => {
  test("the buckets sum to the wall time exactly, and only whole steps are committed", () => {
    fc.assert(
      fc.property(scenarios, fc.integer({ min: 0, max: 7_200_000_000 }), (written, untilUs) => {
        const told = new Story(written);
        told.run.advance(untilUs);
        const { ledgerUs, wallUs, counts } = told.result;
        expect(wallUs).toBe(untilUs);
        expect(Object.values(ledgerUs).reduce((sum, us) => sum + us, 0)).toBe(untilUs);
        expect(Object.values(ledgerUs).every((us) => Number.isSafeInteger(us) && us >= 0)).toBe(true);
        // Healthy steps take 7 s: what is productive is what was committed, and part of one more.
        expect(Math.floor(ledgerUs.productive / 7e6)).toBe(counts.steps);
      }),
      RUNS,
    );
  });

  test("the blocked time, and the copies that are read, are those that the journal tells", () => {
    fc.assert(
      fc.property(scenarios, (written) => {
        const told = story(written);
        const { tiers } = experimentOf(written).checkpoint;
        const oracle = new Oracle(Object.fromEntries(tiers.map(({ name, load }) => [name, load ?? 0])));
        for (const event of told.journal) oracle.hear(event);
        oracle.pass(told.run.endUs);
        expect(oracle.complaints).toEqual([]);
        const { productive, degraded, recompute, ...blocked } = told.result.ledgerUs;
        for (const [bucket, us] of Object.entries(blocked)) expect(oracle.us[bucket] ?? 0, bucket).toBe(us);
        expect(oracle.us.stepping ?? 0).toBe(productive + degraded + recompute);
      }),
      RUNS,
    );
  });

  test("the journal is in order, numbered from 0, and ends with the run", () => {
    fc.assert(
      fc.property(scenarios, (written) => {
        const { journal } = story(written);
        expect(journal.map(({ seq }) => seq)).toEqual(journal.map((_, index) => index));
        expect(journal.every(({ atUs }, index) => atUs >= (journal[index - 1]?.atUs ?? 0))).toBe(true);
        expect(journal[0]).toMatchObject({ atUs: 0, type: "run.started" });
        expect(journal.at(-1)).toMatchObject({ atUs: 7200e6, type: "run.ended" });
      }),
      RUNS,
    );
  });

  test("all faults that ended are gone, and all that are not are there", () => {
    fc.assert(
      fc.property(scenarios, (written) => {
        const told = story(written);
        const active = new Set(told.said("fault.started").map(({ faultId }) => faultId));
        for (const { faultId } of told.said("fault.ended")) expect(active.delete(faultId)).toBe(true);
        expect(new Set(told.run.snapshot().faults.map(({ faultId }) => faultId))).toEqual(active);
      }),
      RUNS,
    );
  });

  test("no node is down in the job, and no path dead, while it steps", () => {
    fc.assert(
      fc.property(scenarios, (written) => {
        const told = new Story(written);
        for (let seconds = 0; seconds <= 7_200; seconds += 15) {
          const { mode, nodesUnusableInJob, bandwidthShare } = told.until(seconds).run.snapshot();
          if (mode === "stepping")
            expect([seconds, nodesUnusableInJob, bandwidthShare > 0]).toEqual([seconds, 0, true]);
        }
      }),
      RUNS,
    );
  });
});

describe("a run without faults", () => {
  test("saves as often as its hazards would have it, also where they are off", () => {
    const hazards = [{ id: "h", rate: "6 per day", kinds: [{ kind: "job.crash" }] }];
    const checkpoint = { interval: "daly" };
    const { counts, ledgerUs } = story({ duration: "1 day", checkpoint, hazards, hazardsOff: true }).result;
    expect(counts.faults).toBe(0);
    // Daly's interval at M = 4 h and δ = 10 s is 530 s and a little: 54 steps of 10 s and a save of 10 s, 157 times a day.
    expect(ledgerUs.checkpoint).toBe(157 * 10e6);
    expect(story({ duration: "1 day", checkpoint, hazards }).result.counts.faults).toBeGreaterThan(0);
  });

  test("has exactly 1 - its checkpoint share as effective throughput", () => {
    const { metrics, ledgerUs } = quietResult({ duration: "30 days" });
    expect(metrics.effectiveThroughput).toBe((30 * 86_400e6 - ledgerUs.checkpoint) / (30 * 86_400e6));
    expect(metrics.checkpointOverhead).toBe(ledgerUs.checkpoint / (30 * 86_400e6));
    // Cycles of 610 s: 4249 whole ones and 110 s.
    expect(ledgerUs.checkpoint).toBe(4_249 * 10e6);
    expect(metrics).toMatchObject({ ettr: metrics.effectiveThroughput, interruptions: 0, faultsOnJob: 0, mtbf: null });
  });

  test("of any interval and stall loses the stalls and nothing else", () => {
    const small = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(small, small, small, fc.integer({ min: 50, max: 5_000 }), (stepS, steps, stallS, wallS) => {
        const { ledgerUs } = quietResult({
          duration: `${wallS} seconds`,
          job: { step: `${stepS} seconds` },
          checkpoint: { interval: { steps }, tiers: [{ stall: `${stallS} seconds` }] },
        });
        const cycle = steps * stepS + stallS;
        const checkpoint = Math.floor(wallS / cycle) * stallS + Math.max(0, (wallS % cycle) - steps * stepS);
        expect(ledgerUs).toMatchObject({ checkpoint: checkpoint * 1e6, productive: (wallS - checkpoint) * 1e6 });
      }),
    );
  });
});

describe("chance", () => {
  const crashes = {
    id: "crashes",
    rate: "1 per node-hour",
    kinds: [{ kind: "card.crash" }, { kind: "card.hang", weight: 2 }],
  };
  const links = { id: "links", rate: "2 per node-hour", kinds: [{ kind: "link.degrade", share: 0.5 }] };
  const lives = { id: "lives", life: { weibull: { shape: 2, mean: "2 hours" } }, kinds: [{ kind: "node.crash" }] };
  /** When a hazard's faults come, what they are and, unless their victim was down already, whom they strike. */
  const arrivals = (told: Story, id: string) =>
    told.journal.flatMap(({ atUs, type, data }) => {
      const said = data as { faultId?: string; kind?: string; targets?: ReadonlyArray<string> };
      if ((type !== "fault.started" && type !== "fault.skipped") || !said.faultId?.startsWith(`${id}#`)) return [];
      return [{ atUs, id: said.faultId, kind: said.kind, target: said.targets?.[0] }];
    });

  test("of a hazard is not moved by another hazard, nor by a fault", () => {
    const cluster = { nodes: 40, nodesPerSupernode: 10, repair: { fixed: "1 second" } };
    const fault = { kind: "node.crash", target: "2 random nodes", at: "10 minutes", duration: "1 second" };
    for (let seed = 0; seed < 10; seed++) {
      const base = { seed, cluster, job: { nodes: 30 }, checkpoint: neverSaves };
      const alone = arrivals(story({ ...base, hazards: [crashes] }), "crashes");
      expect(alone.length).toBeGreaterThan(20);
      for (const hazards of [
        [links, crashes],
        [crashes, links],
        [lives, crashes],
      ]) {
        const beside = arrivals(story({ ...base, hazards, faults: [fault] }), "crashes");
        expect(beside.map(({ atUs, id, kind }) => ({ atUs, id, kind }))).toEqual(
          alone.map(({ atUs, id, kind }) => ({ atUs, id, kind })),
        );
        // Whom a skipped fault would have struck is not said.
        beside.forEach(({ target }, index) => {
          if (target !== undefined && alone[index]?.target !== undefined) expect(target).toBe(alone[index].target);
        });
      }
    }
  });

  test("of a fault is not moved by another fault, nor by a hazard", () => {
    const drawn = { id: "drawn", kind: "card.crash", target: "random card", at: "20 minutes" };
    const other = { id: "other", kind: "link.degrade", share: 0.5, target: "3 random links", at: "10 minutes" };
    const repair = { lognormal: { median: "10 minutes", mean: "20 minutes" } };
    const cluster = { nodes: 40, repair };
    for (let seed = 0; seed < 10; seed++) {
      const struck = (more: Written) =>
        story({ seed, cluster, ...more })
          .said("fault.started")
          .find(({ faultId }) => faultId === "drawn");
      const alone = struck({ faults: [drawn] });
      expect(struck({ faults: [other, drawn] })).toEqual(alone);
      expect(struck({ faults: [drawn], hazards: [links] })).toEqual(alone);
    }
  });
});

describe("time", () => {
  test("goes as far as one lets it, never back, and not beyond the end", () => {
    const told = new Story();
    told.run.advance(1_234_567);
    expect(told.run.nowUs).toBe(1_234_567);
    told.run.advance(1_000);
    expect(told.run.nowUs).toBe(1_234_567);
    told.run.advance(1e15);
    expect(told.run.nowUs).toBe(3600e6);
    expect(told.times("run.ended")).toEqual([3600]);
    told.run.advance(2e15);
    expect(told.times("run.ended")).toEqual([3600]);
  });

  test("at 0 is a run that has not begun: nothing to measure, and nothing lost", () => {
    const { result } = new Story();
    expect(result.wallUs).toBe(0);
    expect(result.metrics).toMatchObject({ effectiveThroughput: null, worstWindow: null, mtbf: null });
    expect(Object.values(result.ledgerUs)).toEqual(Array(10).fill(0));
  });

  test("shows a run as it is at an instant", () => {
    const told = new Story({ faults: [{ kind: "job.crash", at: "1005 seconds" }] });
    const modes = [5, 605, 615, 1010, 1020, 1110, 1130].map((seconds) => told.until(seconds).run.snapshot().mode);
    expect(modes).toEqual(["stepping", "saving", "stepping", "detecting", "restarting", "loading", "stepping"]);
    expect(told.until(1204).run.snapshot()).toMatchObject({
      atUs: 1204e6,
      step: 67,
      highWaterStep: 99,
      stepUs: 10e6,
      speed: 1,
      replicas: 4,
      jobNodes: 4,
      sparesUsable: 2,
    });
  });
});
