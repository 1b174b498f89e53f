import { type LoadedExperiment, runExperiment } from "@ordeal/cli";
import { Hunt, replay, stageOf, Trials } from "@ordeal/explorer";
import { decodeExperiment, type Experiment, instantUs, judge, twinOf } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";
import * as Effect from "effect/Effect";
import { describe, expect, test } from "vitest";

/** A job that hazards strike about five times in its day, so that the two baselines one may think of lie far apart. */
const experiment = (limit: string, faults: ReadonlyArray<unknown> = []): Experiment => {
  const decoded = decodeExperiment({
    title: "Beside its twin",
    seed: 3,
    duration: "24 hours",
    cluster: { name: "small", nodes: 6, nodesPerSupernode: 6 },
    job: { nodes: 4, step: "10 seconds" },
    checkpoint: { interval: "daly", tiers: [{ stall: "10 seconds" }] },
    hazards: [{ id: "bugs", rate: "5 per day", kinds: [{ kind: "job.crash" }] }],
    faults,
    thresholds: [`effectiveThroughput >= ${limit} of twin`],
    budget: "at most 2 card faults",
  });
  if ("problems" in decoded) throw new Error(JSON.stringify(decoded.problems));
  return decoded.value;
};

const crash = { id: "crash", kind: "card.crash", target: "sn00/n00/c0", at: "6 hours" };

const ran = async (value: Experiment) => {
  const loaded: LoadedExperiment = { file: "e.yaml", name: "e", experiment: value, overrides: [] };
  const { document } = await Effect.runPromise(runExperiment(loaded));
  return { verdict: document.verdict, actual: document.thresholds[0]?.actual };
};

describe.each([["no scripted fault", []] as const, ["a scripted crash", [crash]] as const])("With %s", (_, faults) => {
  test.each(["70 %", "99.9 %"])(
    "run, hunt and replay give one verdict beside the twin, at a limit of %s",
    async (limit) => {
      const value = experiment(limit, faults);
      const { verdict, actual } = await ran(value);
      expect(verdict).toBe(limit === "70 %" ? "pass" : "fail");

      const [margin] = new Trials(stageOf(value)).try(value.faults).margins;
      expect(margin).toMatchObject({ held: verdict === "pass", actual });

      const stage = { ...value, faults: [] };
      const placed = value.faults.map((fault, index) => {
        const atUs = instantUs(fault.at ?? 0, undefined);
        return { nth: index + 1, id: fault.id ?? "", atUs, fault, isLengthened: false };
      });
      const again = replay(stage, placed);
      const twin = replay(twinOf(stage), []);
      expect(judge(again.metrics, value.thresholds, twin.metrics)).toMatchObject({ verdict, judgements: [{ actual }] });
    },
  );
});

test("what its hazards alone break is broken in a hunt without any fault of its timelines", async () => {
  const hunt = new Hunt(experiment("99.9 %"), { seed: 1 });
  hunt.advance(1);
  expect(hunt.found?.trial.timeline).toEqual([]);
});

test("the twin has no fault of any origin, and saves as often", () => {
  const value = experiment("90 %", [crash]);
  const twin = simulate(twinOf(value), { seed: value.seed });
  expect(twin.counts.faults).toBe(0);
  expect(twin.intervalUs).toBe(simulate(value, { seed: value.seed }).intervalUs);
});
