import {
  type Bucket,
  type FaultKind,
  type JobMode,
  JobWatch,
  type Ledger,
  RecordLines,
  readRecord,
} from "@ordeal/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { MS, SECOND, Story, watch } from "./story.ts";

const cases = Number(process.env.ORDEAL_CASES ?? 1) * 60;

/** A law that holds for whatever is drawn. */
const property = {
  prop:
    <T extends [unknown, ...Array<unknown>]>(
      arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
      options: fc.Parameters<T> = {},
    ) =>
    (name: string, holds: (...values: T) => void) =>
      test(name, () => fc.assert(fc.property(...arbitraries, holds), options)),
};

interface Ending {
  readonly kind: FaultKind | "nobody" | "unseen";
  readonly forMs: number;
  readonly noticedMs: number;
  readonly startsMs: number;
  readonly restartMs: number;
  readonly loadMs: number;
  readonly stepMs: number;
  readonly every: number;
  readonly stallMs: number;
  readonly persistMs: number;
  readonly waitsMs: number;
  readonly back: number;
}

const between = (min: number, max: number) => fc.integer({ min, max });

const ending: fc.Arbitrary<Ending> = fc.record({
  kind: fc.constantFrom("job.crash", "card.crash", "card.hang", "link.down", "card.slow", "nobody", "unseen"),
  forMs: between(0, 4_000),
  noticedMs: between(0, 3_000),
  startsMs: between(0, 500),
  restartMs: between(1, 2_000),
  loadMs: between(0, 500),
  stepMs: between(1, 300),
  every: between(1, 20),
  stallMs: between(0, 100),
  persistMs: between(0, 400),
  waitsMs: between(0, 400),
  back: between(0, 3),
});

/** A job that goes through one attempt after the other, each of which ends in its way. */
const storyOf = (endings: ReadonlyArray<Ending>): Story => {
  const story = new Story();
  let nowUs = 0;
  let from = 0;
  for (const [nth, one] of endings.entries()) {
    const pids = [nth * 10 + 100, nth * 10 + 101];
    const loadsAtUs = nowUs + one.restartMs * MS;
    const loadUs = one.loadMs * MS;
    const untilUs = loadsAtUs + loadUs + one.forMs * MS;
    const saves = { every: one.every, stallUs: one.stallMs * MS, persistUs: one.persistMs * MS };
    const step = story.attempt({
      pids,
      startUs: nowUs,
      loadsAtUs,
      loadUs,
      from,
      untilUs,
      stepUs: () => one.stepMs * MS,
      saves,
    });
    if (one.kind !== "nobody" && one.kind !== "unseen") {
      const atUs = one.kind === "card.slow" ? Math.max(nowUs, untilUs - 500 * MS) : untilUs;
      story.know(atUs, { fact: "fault.started", faultId: `f${nth}`, kind: one.kind, targets: [], ranks: [1] });
      story.know(untilUs + one.noticedMs * MS, { fact: "fault.ended", faultId: `f${nth}` });
    }
    if (one.kind !== "unseen") {
      if (one.kind === "job.crash" || one.kind === "card.crash") story.exit(untilUs + 1, pids[1] as number);
      story.exit(untilUs + one.noticedMs * MS, pids[0] as number, "exit 1");
      story.exit(untilUs + one.noticedMs * MS + 1, pids[1] as number, "exit 1");
      if (one.waitsMs > 200) {
        story.know(untilUs + one.noticedMs * MS + 2, { fact: "job.waiting", nodesMissing: 1, schedulerUp: true });
        story.know(untilUs + one.noticedMs * MS + one.waitsMs * MS, { fact: "job.launched" });
      }
    }
    nowUs = untilUs + (one.noticedMs + one.waitsMs + one.startsMs) * MS + 10;
    from = Math.max(0, step - (step % one.every) - one.back * one.every);
  }
  return story;
};

/** By how much times differ that were rounded on different ways. */
const ROUNDED_US = 2;

/** The time of each bucket but those of steps, by the events alone. */
const spentByEvents = (events: ReturnType<typeof watch>["events"], endUs: number): Partial<Ledger> => {
  const job = new JobWatch();
  const spent: Partial<Record<JobMode, number>> = {};
  let sinceUs = 0;
  for (const event of [...events, { atUs: endUs } as (typeof events)[number]]) {
    spent[job.mode] = (spent[job.mode] ?? 0) + event.atUs - sinceUs;
    sinceUs = event.atUs;
    if (event.type !== undefined) job.see(event);
  }
  const { stepping: _, ...rest } = spent;
  return rest;
};

const withoutSteps = (ledger: Ledger): Partial<Ledger> => {
  const { productive: _p, degraded: _d, recompute: _r, ...rest } = ledger;
  return Object.fromEntries(Object.entries(rest).filter(([, us]) => us > 0)) as Partial<Record<Bucket, number>>;
};

property.prop([fc.array(ending, { minLength: 1, maxLength: 5 }), fc.double({ min: 0, max: 1, noNaN: true })], {
  numRuns: cases,
})(
  "whatever befalls a job, its ledger sums to the wall time at every instant, and its metrics are shares",
  (endings, share) => {
    const story = storyOf(endings).inOrder;
    const lastUs = story.at(-1)?.atUs ?? 0;
    const [first] = endings as [Ending];
    const beginsUs = (first.restartMs + first.loadMs) * MS;
    const endUs = Math.round(beginsUs + share * Math.max(0, lastUs - beginsUs));
    // `result` and `snapshot` assert that the buckets sum to the wall time.
    const { run, result } = watch(story, endUs);
    const now = run.snapshot();
    expect(now.ledgerUs).toEqual(result.ledgerUs);
    expect(result.wallUs).toBe(endUs - beginsUs);
    for (const name of ["effectiveThroughput", "ettr", "availability", "worstWindow"] as const) {
      const value = result.metrics[name];
      if (result.wallUs > 0) expect(value).toBeGreaterThanOrEqual(0);
      if (result.wallUs > 0) expect(value).toBeLessThanOrEqual(1);
    }
    // A step in progress is in no progress yet; one that a job dies in goes on until that is noticed.
    const longestUs = Math.max(now.stepUs, ...endings.map(({ stepMs, noticedMs }) => (stepMs + noticedMs) * MS));
    expect(now.progressUs).toBeGreaterThanOrEqual(result.ledgerUs.productive - longestUs - ROUNDED_US);
    for (const { recoveryUs, lostUs } of result.interruptions) {
      expect(recoveryUs).toBeLessThanOrEqual(result.wallUs);
      expect(lostUs).toBeLessThanOrEqual(result.wallUs);
    }
  },
);

property.prop([fc.array(ending, { minLength: 1, maxLength: 5 })], { numRuns: cases })(
  "the journal of a job tells where its time went as its ledger does",
  (endings) => {
    const told = endings.map((one) => (one.kind === "unseen" ? { ...one, kind: "nobody" as const } : one));
    const story = storyOf(told).inOrder;
    const { result, events } = watch(story, story.at(-1)?.atUs ?? 0);
    expect(spentWithoutNothing(spentByEvents(events, result.wallUs))).toEqual(withoutSteps(result.ledgerUs));
    const times = events.map(({ atUs }) => atUs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, nth) => nth));
  },
);

const spentWithoutNothing = (spent: Partial<Ledger>): Partial<Ledger> =>
  Object.fromEntries(Object.entries(spent).filter(([, us]) => us > 0));

property.prop([fc.array(ending, { minLength: 1, maxLength: 3 }), fc.array(between(0, 60), { maxLength: 30 })], {
  numRuns: cases,
})("a run that is looked at now and then comes to what it comes to unobserved", (endings, looks) => {
  const story = storyOf(endings).inOrder;
  const endUs = story.at(-1)?.atUs ?? 0;
  const alone = watch(story, endUs);
  const observed = watch(
    story,
    endUs,
    undefined,
    looks.map((at) => (at / 60) * endUs),
  );
  expect(observed.result).toEqual(alone.result);
  expect(observed.events).toEqual(alone.events);
});

const lines = [
  '{"event":"step.begin","step":1,"monotonicUs":1,"wallUs":2}',
  '{"event":"step.end","step":1,"monotonicUs":3,"wallUs":4}',
  '{"event":"save.begin","step":1,"monotonicUs":5,"wallUs":6}',
];

property.prop([between(0, lines.join("\n").length + 1), fc.array(between(1, 40), { maxLength: 20 })])(
  "a file that a kill cuts anywhere is read up to its last whole line, in whatever pieces it comes",
  (cut, pieces) => {
    const text = `${lines.join("\n")}\n`.slice(0, cut);
    const reader = new RecordLines();
    const found = [];
    let at = 0;
    for (const size of [...pieces, text.length]) {
      found.push(...reader.push(text.slice(at, at + size)));
      at += size;
    }
    const whole = text.split("\n").length - 1;
    expect(found).toEqual(lines.slice(0, whole).map(readRecord));
    expect(reader.counts).toEqual({ records: whole, unknown: 0, malformed: 0 });
    expect(reader.isTorn).toBe(text !== "" && !text.endsWith("\n"));
  },
);

test("lines that are no records are counted, and those around them read", () => {
  const reader = new RecordLines();
  const text = [
    '{"event":"step.be',
    lines[0],
    "[]",
    "{}",
    '{"event":"later.kind"}',
    `"${"x".repeat(9_000)}"`,
    lines[1],
    "",
  ];
  expect(reader.push(text.join("\n")).map(({ event }) => event)).toEqual(["step.begin", "step.end"]);
  expect(reader.counts).toEqual({ records: 2, unknown: 1, malformed: 4 });
});

test("a line without end is passed over once it is too long, and kept in no memory", () => {
  const reader = new RecordLines();
  for (let piece = 0; piece < 50; piece++) expect(reader.push("x".repeat(1_000))).toEqual([]);
  expect(reader.push(`\n${lines[0]}\n`).length).toBe(1);
  expect(reader.counts).toEqual({ records: 1, unknown: 0, malformed: 1 });
});

test("numbers that are no instants, and texts without end, are no record's", () => {
  for (const line of [
    '{"event":"step.begin","step":-1,"monotonicUs":1,"wallUs":2}',
    '{"event":"step.begin","step":1.5,"monotonicUs":1,"wallUs":2}',
    '{"event":"step.begin","step":1,"monotonicUs":1e300,"wallUs":2}',
    `{"event":"load.rejected","step":1,"reason":"${"x".repeat(600)}","monotonicUs":1,"wallUs":2}`,
  ])
    expect(readRecord(line)).toBe("malformed");
  expect(readRecord('{"event":"step.begin","step":1,"monotonicUs":1,"wallUs":2,"more":true}')).toMatchObject({
    step: 1,
  });
  expect(SECOND).toBe(1_000 * MS);
});
