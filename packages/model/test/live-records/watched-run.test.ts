import type { AnyEvent, Bucket, Happened, Ledger } from "@ordeal/model";
import { expect, test } from "vitest";
import { MS, SECOND, Story, watch } from "./story.ts";

/** The ledger in milliseconds, less what is empty. */
const ms = (ledger: Ledger): Partial<Record<Bucket, number>> =>
  Object.fromEntries(Object.entries(ledger).flatMap(([name, us]) => (us === 0 ? [] : [[name, us / MS]])));

const types = (events: ReadonlyArray<AnyEvent>) => events.map(({ atUs, type }) => `${atUs / MS} ${type}`);

const first = { pids: [100, 101], startUs: 0, loadsAtUs: 900 * MS, loadUs: 100 * MS, from: 0, isScratch: true };
const steady = () => 100 * MS;
const saves = { every: 10, stallUs: 20 * MS, persistUs: 50 * MS };

test("a job that nothing disturbs is productive but for its saves", () => {
  const story = new Story();
  story.attempt({ ...first, untilUs: 10 * SECOND, stepUs: steady, saves });
  const { result, violations, doubts } = watch(story.inOrder, 6.09 * SECOND);
  // It begins at 1 s: five times ten steps and a save in 5.1 s, less 10 ms of the last save.
  expect(ms(result.ledgerUs)).toEqual({ productive: 5_000, checkpoint: 90 });
  expect(result.counts).toMatchObject({ steps: 50, checkpoints: 4, interruptions: 0 });
  expect(violations).toEqual([]);
  expect(doubts).toEqual([]);
});

const killed = (after: (story: Story) => void = () => {}) => {
  const story = new Story();
  // Step 25 is in progress at 3.5 s of the run: 24 steps and two saves take 2.44 s, the third ends after 2.54 s.
  story.attempt({ ...first, untilUs: 3.5 * SECOND, stepUs: steady, saves });
  story.know(3.5 * SECOND, {
    fact: "fault.started",
    faultId: "kill",
    kind: "job.crash",
    targets: ["job"],
    ranks: [1],
    untilUs: null,
  });
  story.exit(3.51 * SECOND, 101);
  story.exit(3.8 * SECOND, 100, "exit 1");
  after(story);
  return story;
};

const again = { pids: [200, 201], startUs: 4 * SECOND, loadsAtUs: 5 * SECOND, loadUs: 200 * MS, from: 20 };

test("a killed rank costs the phases of its recovery and the steps since the copy", () => {
  const story = killed();
  story.attempt({ ...again, untilUs: 20 * SECOND, stepUs: steady, saves });
  const { result, events, violations, doubts } = watch(story.inOrder, 7 * SECOND);
  expect(ms(result.ledgerUs)).toEqual({
    // At 7 s the second attempt has stepped for 1.78 s: ten of its steps end by 6.2 s, a save, 7.8 more.
    productive: 2_400 + 1_380,
    // The killed step's 60 ms, and 21 to 24 done again.
    recompute: 60 + 400,
    checkpoint: 60,
    detecting: 300,
    restarting: 1_200,
    loading: 200,
  });
  expect(result.interruptions).toEqual([
    {
      atUs: 2.5 * SECOND,
      kind: "job.crash",
      cause: "job.crash",
      faultId: "kill",
      recoveryUs: 1.7 * SECOND,
      isOver: true,
      lostUs: 460 * MS,
    },
  ]);
  expect(types(events).filter((line) => !/checkpoint/.test(line))).toEqual([
    "0 run.started",
    "2500 fault.started",
    "2500 job.stopped",
    "2800 rung.started",
    "4000 rung.succeeded",
    "4000 load.started",
    "4200 job.resumed",
    "6000 run.ended",
  ]);
  expect(violations).toEqual([]);
  expect(doubts).toEqual([]);
});

test("a job that is down when the run ends keeps the steps up to its newest copy", () => {
  const { result } = watch(killed().inOrder, 5 * SECOND);
  expect(ms(result.ledgerUs)).toEqual({
    productive: 2_000,
    recompute: 460,
    checkpoint: 40,
    detecting: 300,
    restarting: 1_200,
  });
  expect(result.interruptions[0]).toMatchObject({ isOver: false, recoveryUs: 1.5 * SECOND, lostUs: 460 * MS });
});

test("a scheduler that waits for a node is rescheduling, until it launches the ranks", () => {
  const story = killed((one) => {
    one.know(3.6 * SECOND, { fact: "job.waiting", nodesMissing: 1, schedulerUp: true });
    one.know(3.9 * SECOND, { fact: "job.launched" });
  });
  story.attempt({ ...again, untilUs: 20 * SECOND, stepUs: steady });
  const { result } = watch(story.inOrder, 7 * SECOND);
  expect(ms(result.ledgerUs)).toMatchObject({ detecting: 100, rescheduling: 300, restarting: 1_100 });
  expect(result.counts.starvations).toBe(1);
});

test("a process that falls while it starts again is a rung that failed, and its time is restarting", () => {
  const story = killed();
  story.attempt({ ...again, pids: [200, 201], untilUs: 4.5 * SECOND, stepUs: steady });
  story.exit(4.5 * SECOND, 201, "exit 1");
  story.exit(4.5 * SECOND, 200, "exit 1");
  story.attempt({
    ...again,
    pids: [300, 301],
    startUs: 5 * SECOND,
    loadsAtUs: 6 * SECOND,
    untilUs: 20 * SECOND,
    stepUs: steady,
  });
  const { result, events } = watch(story.inOrder, 7 * SECOND);
  expect(events.filter(({ type }) => type.startsWith("rung.")).map(({ type }) => type)).toEqual([
    "rung.started",
    "rung.failed",
    "rung.started",
    "rung.succeeded",
  ]);
  expect(ms(result.ledgerUs)).toMatchObject({ detecting: 300, restarting: 2_200, loading: 200 });
  expect(result.interruptions.length).toBe(1);
});

test("a rank that stands still hangs the job until a collective is given up", () => {
  const story = new Story();
  story.attempt({ ...first, untilUs: 3.5 * SECOND, stepUs: steady });
  story.know(3.5 * SECOND, { fact: "fault.started", faultId: "hang", kind: "card.hang", targets: [], ranks: [1] });
  story.exit(9 * SECOND, 100, "exit 1");
  story.exit(9.1 * SECOND, 101);
  story.attempt({
    ...again,
    startUs: 9.5 * SECOND,
    loadsAtUs: 10 * SECOND,
    from: 0,
    isScratch: true,
    untilUs: 20 * SECOND,
    stepUs: steady,
  });
  const { result, events } = watch(story.inOrder, 11 * SECOND);
  expect(ms(result.ledgerUs)).toMatchObject({ detecting: 5_500, restarting: 1_000, loading: 200 });
  expect(result.interruptions[0]).toMatchObject({ atUs: 2.5 * SECOND, kind: "card.hang", recoveryUs: 6.7 * SECOND });
  expect(types(events)).toContain("2500 job.hung");
});

test("a link that is gone for a while stalls the step that it holds up, and costs nothing more", () => {
  const story = new Story();
  // Step 26 runs from 3.5 s; the cut at 3.55 s holds it up for 0.7 s.
  story.attempt({ ...first, untilUs: 9 * SECOND, stepUs: (step) => (step === 26 ? 800 * MS : 100 * MS) });
  story.know(3.55 * SECOND, { fact: "fault.started", faultId: "flap", kind: "link.down", targets: ["sn00/n00/up00"] });
  story.know(4.2 * SECOND, { fact: "fault.ended", faultId: "flap" });
  const { result, events } = watch(story.inOrder, 6 * SECOND);
  expect(ms(result.ledgerUs)).toEqual({ productive: 4_300, stalled: 700 });
  expect(types(events)).toEqual([
    "0 run.started",
    "2550 fault.started",
    "2550 path.cut",
    "2550 job.stalled",
    "3200 fault.ended",
    "3250 job.unstalled",
    "5000 run.ended",
  ]);
  expect(result.counts.interruptions).toBe(0);
});

test("a link that stays away stalls the job until it gives up, and the stop counts from the cut", () => {
  const story = new Story();
  story.attempt({ ...first, untilUs: 3.55 * SECOND, stepUs: steady });
  story.know(3.55 * SECOND, { fact: "fault.started", faultId: "cut", kind: "link.down", targets: ["sn00/n00/up00"] });
  story.exit(8.55 * SECOND, 100, "exit 1");
  story.exit(8.6 * SECOND, 101, "exit 1");
  story.attempt({
    ...again,
    startUs: 9 * SECOND,
    loadsAtUs: 10 * SECOND,
    from: 0,
    isScratch: true,
    untilUs: 20 * SECOND,
    stepUs: steady,
  });
  const { result } = watch(story.inOrder, 11 * SECOND);
  expect(ms(result.ledgerUs)).toMatchObject({ stalled: 5_000, restarting: 1_450, loading: 200 });
  expect(result.ledgerUs.detecting).toBe(0);
  expect(result.interruptions[0]).toMatchObject({ atUs: 2.55 * SECOND, kind: "link.down", recoveryUs: 6.65 * SECOND });
});

test("steps that a fault slows are degraded beyond the mean of those before it", () => {
  const story = new Story();
  // Before the fault steps take 90 and 110 ms in turn; after it 200.
  story.attempt({
    ...first,
    untilUs: 20 * SECOND,
    stepUs: (step) => (step > 40 ? 200 * MS : step % 2 === 0 ? 110 * MS : 90 * MS),
  });
  story.know(5 * SECOND, { fact: "fault.started", faultId: "slow", kind: "card.slow", targets: [], ranks: [1] });
  const { result } = watch(story.inOrder, 9 * SECOND);
  expect(ms(result.ledgerUs)).toEqual({ productive: 4_000 + 2_000, degraded: 2_000 });
});

test("a stop that nobody struck is told as a fault that came by itself", () => {
  const story = new Story();
  story.attempt({ ...first, untilUs: 3.5 * SECOND, stepUs: steady });
  story.exit(3.5 * SECOND, 101, "exit 1");
  const { result, events } = watch(story.inOrder, 4 * SECOND);
  expect(result.interruptions[0]).toMatchObject({ faultId: "own#1", kind: "job.crash", cause: "rank 1: exit 1" });
  expect(result.counts).toMatchObject({ faults: 1, faultsOnJob: 1 });
  expect(events.find(({ type }) => type === "fault.started")?.data).toMatchObject({ origin: "hazard" });
});

test("without the lab's word on processes the stop is as late as the last record, and said to be unknown", () => {
  const story = new Story();
  story.attempt({ ...first, untilUs: 3.5 * SECOND, stepUs: steady });
  story.attempt({ ...again, from: 0, isScratch: true, untilUs: 20 * SECOND, stepUs: steady });
  const { result, doubts } = watch(story.inOrder, 7 * SECOND);
  // Heard last at 3.5 s; the next process starts at 4 s.
  expect(ms(result.ledgerUs)).toMatchObject({ detecting: 500, restarting: 1_000, loading: 200 });
  expect(doubts).toEqual([expect.stringMatching(/nobody told when processes were gone/)]);
});

test("a job that goes on from a copy that was never whole, or behind one that was, breaks its promise", () => {
  const from = (step: number) => {
    const story = killed();
    story.attempt({ ...again, from: step, untilUs: 20 * SECOND, stepUs: steady });
    return watch(story.inOrder, 7 * SECOND).violations;
  };
  expect(from(20)).toEqual([]);
  expect(from(22)).toEqual(["it went on after step 22, of which no copy was whole and good"]);
  expect(from(10)).toEqual(["it went back to step 10, although the copy of step 20 was whole and good"]);
});

test("steps that dying processes still ended count once the job goes on from their copy, even if a rank could not say so", () => {
  const goesOn = (from: number, silentFromUs = Number.POSITIVE_INFINITY) => {
    const story = new Story();
    // The kill is told at 3.5 s, in step 25; the processes come to step 30 and its copy, at 4.04 and 4.11 s, before it acts.
    story.attempt({ ...first, untilUs: 4.15 * SECOND, stepUs: steady, saves });
    const isSilent = (one: Happened) => "process" in one && one.process.rank === 1 && one.atUs >= silentFromUs;
    const said = story.happened.filter((one) => !isSilent(one));
    story.happened.splice(0, story.happened.length, ...said);
    const kill = { faultId: "kill", kind: "job.crash", targets: ["job"], ranks: [0, 1], untilUs: null } as const;
    story.know(3.5 * SECOND, { fact: "fault.started", ...kill });
    for (const pid of [100, 101]) story.exit(4.2 * SECOND, pid);
    story.attempt({ ...again, from, untilUs: 20 * SECOND, stepUs: steady });
    const { result, violations } = watch(story.inOrder, 7 * SECOND);
    return { steps: result.counts.steps, violations };
  };
  // From 5.2 s to 7 s another 18 steps.
  expect(goesOn(30)).toEqual({ steps: 48, violations: [] });
  expect(goesOn(30, 4.0 * SECOND)).toEqual({ steps: 48, violations: [] });
  expect(goesOn(31).violations).toEqual([
    "it went on after step 31, and had only come to step 24",
    "it went on after step 31, of which no copy was whole and good",
    "step 25 never ended on every rank, and step 32 did",
  ]);
});

test("a copy that was read and is no good may be passed over", () => {
  const story = killed();
  story.attempt({ ...again, from: 10, untilUs: 20 * SECOND, stepUs: steady });
  const process = { rank: 0, pid: 200, startTime: 200 };
  story.say(5.05 * SECOND, process, { event: "load.rejected", tier: "storage", step: 20, reason: "checksum" });
  const { violations, events } = watch(story.inOrder, 7 * SECOND);
  expect(violations).toEqual([]);
  expect(types(events)).toContain("4050 load.rejected");
  expect(events.find(({ type }) => type === "load.started")?.data).toEqual({ tier: "storage", step: 20 });
});

test("weights that are not the same when a step is reached again break a promise", () => {
  const story = killed();
  story.attempt({ ...again, untilUs: 20 * SECOND, stepUs: steady });
  const told = (pid: number, weights: string) =>
    ({
      process: { rank: 0, pid, startTime: pid },
      record: { event: "persist.end", tier: "storage", step: 20, weights },
    }) as const;
  const one = told(100, "aa");
  const other = told(200, "ab");
  story.say(3.4 * SECOND, one.process, one.record);
  story.say(6 * SECOND, other.process, other.record);
  expect(watch(story.inOrder, 7 * SECOND).violations).toEqual([
    "the weights at step 20 are not those of when it was first reached",
  ]);
});

test("a training that ends before its run is judged no further, and never passes", () => {
  const story = new Story();
  const step = story.attempt({ ...first, untilUs: 3 * SECOND, stepUs: steady });
  for (const pid of [100, 101])
    story.say(3 * SECOND, { rank: pid - 100, pid, startTime: pid }, { event: "done", step });
  story.exit(3.1 * SECOND, 100, "exit 0");
  const { result, doubts } = watch(story.inOrder, 9 * SECOND);
  expect(result.wallUs).toBe(2 * SECOND);
  expect(ms(result.ledgerUs)).toEqual({ productive: 2_000 });
  expect(doubts).toEqual([expect.stringMatching(/the training ended by itself after 2 s/)]);
});

test("energy and FLOPs are not measured", () => {
  const story = new Story();
  story.attempt({ ...first, untilUs: 10 * SECOND, stepUs: steady });
  const { result } = watch(story.inOrder, 6 * SECOND);
  expect(result.metrics).toMatchObject({ energy: null, energyPerStep: null, effectiveFlops: null });
});

test("a hook that leaps over steps counts none of them for ever", () => {
  const story = new Story();
  story.attempt({ ...first, untilUs: 2 * SECOND, stepUs: steady });
  for (const pid of [100, 101])
    story.say(2.05 * SECOND, { rank: pid - 100, pid, startTime: pid }, { event: "step.end", step: 1e12 });
  const { result, violations } = watch(story.inOrder, 3 * SECOND);
  expect(violations).toEqual(["step 11 never ended on every rank, and step 1000000000000 did"]);
  expect(result.counts.steps).toBe(10);
});

test("links that flap hold up the steps of when they are lost, and not those in between, however slow", () => {
  const story = new Story();
  story.attempt({
    ...first,
    untilUs: 9 * SECOND,
    // Lost at 3 s and, for 900 ms each, at 5 s: steps that begin then take a second more. Some others are slow by themselves.
    stepUs: (step) => (step === 21 || step === 32 ? 1_100 * MS : step > 21 && step % 5 === 0 ? 250 * MS : 100 * MS),
  });
  story.know(3.05 * SECOND, { fact: "fault.started", faultId: "flap", kind: "link.flap", targets: [], untilUs: null });
  const whole = (atUs: number, isCut: boolean) => story.know(atUs, { fact: "path.changed", faultId: "flap", isCut });
  whole(3.9 * SECOND, false);
  whole(5.45 * SECOND, true);
  whole(6.41 * SECOND, false);
  whole(6.42 * SECOND, false);
  story.know(8 * SECOND, { fact: "fault.ended", faultId: "flap" });
  const { result, events } = watch(story.inOrder, 9 * SECOND);
  expect(events.filter(({ type }) => type === "path.cut" || type.endsWith("stalled")).map(({ type }) => type)).toEqual([
    "path.cut",
    "job.stalled",
    "job.unstalled",
    "path.cut",
    "job.stalled",
    "job.unstalled",
  ]);
  expect(result.ledgerUs.stalled).toBe(2_000 * MS);
});

test("steps that are only a little slow while a path comes and goes do not stall", () => {
  const story = new Story();
  story.attempt({
    ...first,
    untilUs: 9 * SECOND,
    stepUs: (step) => (step > 25 && step % 2 === 0 ? 120 * MS : 100 * MS),
  });
  story.know(3.55 * SECOND, { fact: "fault.started", faultId: "flap", kind: "link.flap", targets: ["sn00/n00/up00"] });
  const { result, events } = watch(story.inOrder, 6 * SECOND);
  expect(result.ledgerUs.stalled).toBe(0);
  expect(events.filter(({ type }) => type === "job.stalled")).toEqual([]);
});
