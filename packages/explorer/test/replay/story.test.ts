import { expect, test } from "vitest";
import { placeTimeline, replay } from "../../src/replay/replay.ts";
import { StoryTeller } from "../../src/replay/story.ts";
import { experiment, timeline } from "./support.ts";

const MINUTE = 60_000_000;

const tell = (faults: ReadonlyArray<Readonly<Record<string, unknown>>>, sections = {}) => {
  const stage = experiment(sections);
  const { faults: decoded, ...header } = timeline(faults);
  const { placed } = placeTimeline(stage, header, decoded, "order");
  const teller = new StoryTeller();
  for (const one of placed) teller.follow(one);
  const result = replay(stage, placed, { onEvent: (event) => teller.see(event as Parameters<typeof teller.see>[0]) });
  return { result, stories: teller.stories(result) };
};

test("a crash is told with when it was noticed, how long the way back was, what was lost and where it went on", () => {
  const { stories, result } = tell([{ id: "crash", kind: "card.crash", target: "sn00/n01/c3", at: "55 minutes" }]);
  const [interruption] = result.interruptions;
  expect(stories).toHaveLength(1);
  expect(stories[0]).toMatchObject({
    id: "crash",
    atUs: 55 * MINUTE,
    targets: ["sn00/n01/c3"],
    noticedAfterUs: 10_000_000,
    recoveryUs: interruption?.recoveryUs,
    lostWorkUs: interruption?.lostUs,
    within: null,
  });
  expect(stories[0]?.lostUs).toBe((interruption?.recoveryUs ?? 0) + (interruption?.lostUs ?? 0));
  expect((stories[0]?.resumedFrom ?? 0) % 60).toBe(0);
});

test("a hang is noticed when somebody does something about it, not when the job is stopped", () => {
  const [story] = tell([{ kind: "card.hang", target: "sn00/n01/c3", at: "2 hours", detectAfter: "5 hours" }]).stories;
  expect(story?.noticedAfterUs).toBe(300 * MINUTE);
  expect(story?.recoveryUs).toBeGreaterThan(300 * MINUTE);
});

test("a fault in another's recovery is counted there, and said to be", () => {
  const { stories } = tell([
    { id: "first", kind: "card.crash", target: "sn00/n01/c3", at: "60 minutes" },
    { id: "second", kind: "card.crash", target: "sn00/n02/c3", at: "61 minutes" },
  ]);
  expect(stories.map(({ within, lostUs }) => [within, lostUs > 0])).toEqual([
    [null, true],
    ["first", false],
  ]);
  expect(stories[1]?.resumedFrom).toBe(stories[0]?.resumedFrom);
});

test("a slow card is told with the time that slow steps took: all that the ledger calls degraded", () => {
  const { stories, result } = tell([
    { kind: "card.slow", target: "sn00/n01/c3", speed: 0.5, at: "2 hours", duration: "90 minutes" },
  ]);
  expect(result.ledgerUs.degraded).toBeGreaterThan(40 * MINUTE);
  expect(stories[0]?.slowedUs).toBe(result.ledgerUs.degraded);
  expect(stories[0]?.lostUs).toBe(result.ledgerUs.degraded);
});

test("two slow cards share what they cost together, and no more", () => {
  const { stories, result } = tell([
    { kind: "card.slow", target: "sn00/n01/c3", speed: 0.5, at: "2 hours", duration: "2 hours" },
    { kind: "card.slow", target: "sn00/n02/c3", speed: 0.5, at: "3 hours", duration: "2 hours" },
  ]);
  const [first = 0, second = 0] = stories.map(({ slowedUs }) => slowedUs);
  expect(Math.abs(first - second)).toBeLessThan(MINUTE);
  expect(Math.abs(first + second - result.ledgerUs.degraded)).toBeLessThanOrEqual(2);
});

test("a fault that the run skips, one on a spare and one that waits in vain are told as they are", () => {
  const { stories } = tell(
    [
      { id: "skipped", kind: "card.crash", target: "sn00/n01/c3", at: "3 hours" },
      { id: "spare", kind: "card.crash", target: "sn01/n05/c3", at: "2 hours" },
      { id: "waits", kind: "job.crash", on: { event: "job.starved" } },
    ],
    { safety: { maxConcurrentFaults: 1 } },
  );
  expect(stories.map(({ id, atUs, skipped, lostUs }) => [id, atUs === null, skipped, lostUs])).toEqual([
    ["skipped", true, "safety.maxConcurrentFaults", 0],
    ["spare", false, null, 0],
    ["waits", true, null, 0],
  ]);
});

test("a fault that repeats is told once, with all that its strikes cost", () => {
  const { stories, result } = tell([{ id: "again", kind: "job.crash", every: { period: "5 hours", from: "1 hour" } }]);
  expect(result.counts.interruptions).toBe(5);
  expect(stories).toHaveLength(1);
  const all = result.interruptions.reduce((sum, { recoveryUs, lostUs }) => sum + (recoveryUs ?? 0) + lostUs, 0);
  expect(stories[0]?.lostUs).toBe(all);
});

test("a hang that is over before its timeout cost the time that it lasted, and slow steps after it are still told", () => {
  const { stories, result } = tell([
    { id: "hang", kind: "card.hang", target: "sn00/n01/c3", at: "1 hour", duration: "2 minutes" },
    { id: "slow", kind: "card.slow", target: "sn00/n01/c3", speed: 0.5, at: "2 hours", duration: "90 minutes" },
  ]);
  expect(result.counts.interruptions).toBe(0);
  expect(stories.map(({ lostUs }) => lostUs)).toEqual([2 * MINUTE, result.ledgerUs.degraded]);
  expect(result.ledgerUs.detecting).toBe(2 * MINUTE);
});

test("a cut is noticed from the stall on, and that stall is part of the way back, not told twice", () => {
  const { stories, result } = tell([{ kind: "switch.down", target: "tor00a", at: "55 minutes", duration: "1 hour" }], {
    cluster: {
      name: "small",
      nodes: 12,
      nodesPerSupernode: 6,
      scaleUp: { planes: 0 },
      scaleOut: { uplinks: 2, tors: 1 },
    },
  });
  const [interruption] = result.interruptions;
  expect(result.ledgerUs.stalled).toBeGreaterThan(0);
  expect(stories[0]?.noticedAfterUs).toBe(result.ledgerUs.stalled);
  expect(stories[0]?.slowedUs).toBe(0);
  expect(stories[0]?.lostUs).toBe((interruption?.recoveryUs ?? 0) + (interruption?.lostUs ?? 0));
});

test("a stall that passes is told with the fault that cut the path", () => {
  const { stories, result } = tell([{ kind: "switch.down", target: "tor00a", at: "1 hour", duration: "20 seconds" }], {
    cluster: {
      name: "small",
      nodes: 12,
      nodesPerSupernode: 6,
      scaleUp: { planes: 0 },
      scaleOut: { uplinks: 2, tors: 1 },
    },
  });
  expect(result.counts.interruptions).toBe(0);
  expect(stories[0]?.lostUs).toBe(result.ledgerUs.stalled);
  expect(stories[0]?.lostUs).toBe(20_000_000);
});

test("saves that wait for storage are told with the faults that hold it up", () => {
  const twin = tell([]).result;
  const { stories, result } = tell([
    { id: "down", kind: "storage.down", at: "1 hour", duration: "3 hours" },
    { id: "slow", kind: "storage.slow", share: 0.5, at: "8 hours", duration: "3 hours" },
  ]);
  const [down = 0, slow = 0] = stories.map(({ lostUs }) => lostUs);
  expect(down).toBeGreaterThan(170 * MINUTE);
  expect(slow).toBeGreaterThan(2 * MINUTE);
  const saves = (one: typeof result) => one.ledgerUs.checkpoint - one.counts.checkpoints * 10_000_000;
  expect(saves(twin)).toBe(0);
  expect(Math.abs(down + slow - saves(result))).toBeLessThanOrEqual(2);
});

test("saves that go on in the background wait for no storage, and cost what they always do", () => {
  const { stories } = tell([{ kind: "storage.slow", share: 0.5, at: "8 hours", duration: "3 hours" }], {
    checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds", persist: "1 minute", load: "20 seconds" }] },
  });
  expect(stories[0]?.lostUs).toBe(0);
});

test("what makes a recovery longer is told with the fault that it recovers from", () => {
  const { stories, result } = tell([
    { id: "stall", kind: "scheduler.stall", at: "60 minutes", duration: "2 hours" },
    { id: "crash", kind: "card.crash", target: "sn00/n01/c3", at: "61 minutes" },
    { id: "files", kind: "storage.down", at: "3 hours", duration: "2 hours" },
  ]);
  expect(result.interruptions[0]?.recoveryUs).toBeGreaterThan(200 * MINUTE);
  expect(stories.map(({ id, within }) => [id, within])).toEqual([
    ["stall", "crash"],
    ["crash", null],
    ["files", "crash"],
  ]);
});
