import { describe, expect, test } from "vitest";
import { neverSaves, Story, story } from "../support/run.ts";
import { faultOf, passTo, stillWorld } from "../support/world.ts";

const detectionOf = () => {
  const { world } = stillWorld({
    recovery: { detect: { crash: "10 seconds", hang: "10 minutes", straggler: "5 minutes" } },
  });
  return { world, detection: world.job.detection };
};

describe("a fault that is found by the clock", () => {
  test("is found after the latency of its kind, or its own", () => {
    const { world, detection } = detectionOf();
    const found: Array<string> = [];
    const look = (fault: Parameters<typeof detection.byTime>[0]) => detection.byTime(fault, () => found.push(fault.id));
    look(faultOf(world, "card.hang", { id: "hang" }));
    look(faultOf(world, "card.hang", { id: "own", detectAfterUs: 30e6 }));
    look(faultOf(world, "node.crash", { id: "crash" }));
    passTo(world, 29);
    expect(found).toEqual(["crash"]);
    passTo(world, 599);
    expect(found).toEqual(["crash", "own"]);
    passTo(world, 600);
    expect(found).toEqual(["crash", "own", "hang"]);
  });

  test("is found once: a search under way goes on, and may be begun again when it is over", () => {
    const { world, detection } = detectionOf();
    const fault = faultOf(world, "node.crash");
    const found: Array<string> = [];
    detection.byTime(fault, () => found.push("first"));
    passTo(world, 5);
    detection.byTime(fault, () => found.push("second"));
    passTo(world, 50);
    expect(found).toEqual(["first"]);
    detection.byTime(fault, () => found.push("third"));
    passTo(world, 60);
    expect(found).toEqual(["first", "third"]);
  });

  test("is looked for for a whole latency again, where somebody looks afresh", () => {
    const { world, detection } = detectionOf();
    const fault = faultOf(world, "node.crash");
    const found: Array<string> = [];
    detection.byTime(fault, () => found.push("first"));
    passTo(world, 5);
    detection.byTime(fault, () => found.push("afresh"), true);
    passTo(world, 14);
    expect(found).toEqual([]);
    passTo(world, 15);
    expect(found).toEqual(["afresh"]);
  });
});

describe("a fault that slows the steps", () => {
  const slow = { kind: "card.slow", target: "sn00/n01/c0", speed: 0.5, at: "100 seconds", detectAfter: "200 seconds" };

  test("is found when it has slowed them for its latency, however often they stand still meanwhile", () => {
    expect(story({ faults: [slow] }).times("job.stopped")).toEqual([300]);
    const maintenance = [
      { at: "150 seconds", takes: "1000 seconds" },
      { at: "1200 seconds", takes: "30 seconds" },
    ];
    // 50 s, then 50 s from 1150 s on, then the 100 s that are left from 1230 s on.
    expect(story({ job: { maintenance }, faults: [slow] }).times("job.stopped")).toEqual([1330]);
  });

  test("is not looked for once it is gone, and is looked for from the start when it comes again", () => {
    const twice = [
      { ...slow, id: "one", duration: "150 seconds" },
      { ...slow, id: "two", at: "400 seconds", duration: "1 hour" },
    ];
    expect(story({ faults: twice }).times("job.stopped")).toEqual([600]);
  });

  test("is not looked for while its node is not in the job, and then for what was left", () => {
    const crash = (target: string, at: number) => ({
      kind: "node.crash",
      target,
      at: `${at} seconds`,
      duration: "100 seconds",
    });
    const lasting = { ...slow, duration: "2 hours" };
    // 50 s, then its node is replaced by the only spare; at 2125 s the job comes back to it, for the other 150 s.
    const told = story({
      cluster: { nodes: 5 },
      checkpoint: neverSaves,
      faults: [lasting, crash("sn00/n01", 150), crash("sn00/n04", 2005)],
    });
    expect(
      told
        .said("node.assigned")
        .map(({ node }) => node)
        .slice(0, 2),
    ).toEqual(["sn00/n04", "sn00/n01"]);
    expect(told.times("job.resumed")[1]).toBe(2125);
    expect(told.said("job.stopped")[2]).toMatchObject({ at: 2275, kind: "card.slow" });
  });

  test("never, where it has no latency, keeps no quiet stretch from being gone through at once", () => {
    const { world, detection } = detectionOf();
    detection.bySteps(faultOf(world, "card.slow", { detectAfterUs: Number.POSITIVE_INFINITY }), () => {});
    expect(detection.hasSlow).toBe(false);
    const fault = faultOf(world, "card.slow");
    detection.bySteps(fault, () => {});
    expect(detection.hasSlow).toBe(true);
    detection.forget(fault);
    expect(detection.hasSlow).toBe(false);
  });
});

describe("a fault that is found after a load", () => {
  const corrupt = { kind: "card.corrupt", target: "sn00/n01/c0", stepsAfterLoad: 30, at: "100 seconds" };
  const crash = (at: number) => ({ kind: "job.crash", at: `${at} seconds` });

  test("is found at the boundary so many steps after it, and never without a load", () => {
    expect(story({ faults: [corrupt] }).times("job.stopped")).toEqual([]);
    const told = story({ faults: [corrupt, crash(205)] });
    // Detected 10 s, restarted 90 s, loaded 20 s later; then 30 steps.
    expect(told.times("job.resumed")[0]).toBe(325);
    expect(told.said("job.stopped").map(({ at, kind }) => [at, kind])).toEqual([
      [205, "job.crash"],
      [325 + 300, "card.corrupt"],
    ]);
  });

  test("counts anew after the next load, when the job stops before", () => {
    const told = new Story({ faults: [corrupt, crash(205), crash(400)] }).until();
    expect(told.times("job.stopped")).toEqual([205, 400, 400 + 120 + 300]);
  });

  test("is not looked for any more once it is found, however often the job comes back", () => {
    const { world, detection } = detectionOf();
    const stepUs = world.ground.scenario.job.step;
    let found = 0;
    detection.afterLoad(faultOf(world, "card.corrupt"), 10, () => ++found > 0);
    detection.resumed(world.job.stepper.step - 10, true);
    passTo(world, (10 * stepUs) / 1e6);
    expect(found).toBe(1);
    const { queue } = world.clock;
    const { nextUs } = queue;
    detection.resumed(world.job.stepper.step, true);
    expect(queue.nextUs).toBe(nextUs);
  });

  test("counts steps and not time: those that are slow take longer, and a stop is not counted", () => {
    const slow = { kind: "card.slow", target: "sn00/n02/c0", speed: 0.5, at: "300 seconds", duration: "1 hour" };
    const maintenance = [{ at: "400 seconds", takes: "50 seconds" }];
    const told = story({ job: { maintenance }, faults: [corrupt, crash(205), slow] });
    expect(told.times("job.stopped")).toEqual([205, 325 + 30 * 20 + 50]);
  });
});
