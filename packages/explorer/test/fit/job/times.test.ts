import { type AnyEvent, decodeExperiment } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";
import { describe, expect, test } from "vitest";
import { hookTimes, rankOfFile, readHookLine } from "../../../src/fit/job/hook.ts";
import { JournalTimes } from "../../../src/fit/job/journal.ts";
import { JobSamples } from "../../../src/fit/job/samples.ts";
import { fitTimes } from "../../../src/fit/job/times.ts";
import { writtenJob } from "../../../src/fit/job/written.ts";

const told = (samples: JobSamples) =>
  Object.fromEntries(
    fitTimes(samples).map(({ measure, tier, meanUs, counted }) => [
      tier === undefined ? measure : `${measure} ${tier}`,
      [meanUs.value / 1e6, counted],
    ]),
  );

const ofRun = (sections: object) => {
  const decoded = decodeExperiment({
    title: "a job",
    duration: "12 hours",
    cluster: { name: "small", nodes: 6, nodesPerSupernode: 6 },
    job: { nodes: 4, step: "7 seconds" },
    checkpoint: {
      interval: "10 minutes",
      tiers: [
        {
          name: "peers",
          medium: "memory",
          stall: "1 second",
          persist: "2 seconds",
          load: "3 seconds",
          survives: "process",
        },
        { name: "disk", stall: "9 seconds", persist: "31 seconds", load: "20 seconds" },
      ],
    },
    recovery: { restart: "100 seconds", detect: { crash: "11 seconds", hang: "6 minutes", cut: "50 seconds" } },
    ...sections,
  });
  if ("problems" in decoded) throw new Error(JSON.stringify(decoded.problems));
  const samples = new JobSamples();
  const times = new JournalTimes(samples);
  simulate(decoded.value, { seed: 5, onEvent: (event) => times.hear(event as AnyEvent) });
  return samples;
};

const faults = [
  { kind: "card.crash", target: "sn00/n01/c3", at: "50 minutes" },
  { kind: "card.hang", target: "sn00/n02/c3", at: "150 minutes" },
  { kind: "link.down", target: "sn00/n02/up00", at: "250 minutes", cuts: true, duration: "30 minutes" },
];

describe("a run's journal", () => {
  test("gives back the times that the run was made of", () => {
    const times = told(ofRun({ faults }));
    expect(times.step?.[0]).toBeCloseTo(7, 9);
    expect(times).toMatchObject({
      "stall peers": [1, expect.any(Number)],
      "stall disk": [9, expect.any(Number)],
      "persist peers": [2, expect.any(Number)],
      "persist disk": [31, expect.any(Number)],
      "detect.crash": [11, 1],
      "detect.hang": [360, 1],
      "detect.cut": [50, 1],
      restart: [100, 3],
    });
    expect(times["load disk"]?.[0]).toBe(20);
  });

  test("tells nothing of a restart that was struck again, or of a detection that waited", () => {
    const struck = [...faults.slice(0, 2), { kind: "card.crash", target: "sn00/n03/c3", at: "51 minutes" }];
    // The hang's is the only one that was left alone.
    expect(told(ofRun({ faults: struck })).restart).toEqual([100, 1]);
  });

  test("tells nothing of steps during which something was slow", () => {
    const slow = [{ kind: "card.slow", target: "sn00/n01/c3", at: "15 minutes", duration: "3 hours", speed: "50 %" }];
    expect(told(ofRun({ faults: slow })).step?.[0]).toBeGreaterThan(6.99);
  });
});

const line = (event: string, seconds: number, more: object = {}) =>
  JSON.stringify({ event, monotonicUs: 1_000 + seconds * 1e6, wallUs: 5e12 + seconds * 1e6, ...more });
const process = (rank: number, ...lines: ReadonlyArray<string>) => ({
  rank,
  lines: lines.flatMap((text) => readHookLine(text) ?? []),
});

describe("the files of a real job's ranks", () => {
  const first = [
    line("proc.started", 0, { rank: 0 }),
    line("joined", 2),
    line("load.begin", 2.5),
    line("load.end", 3, { step: 0, isScratch: true }),
    ...[4, 6, 8].flatMap((at, step) => [line("step.begin", at, { step }), line("step.end", at + 1.5, { step })]),
    line("save.begin", 10, { step: 3 }),
    line("save.end", 10.5, { step: 3 }),
    line("step.begin", 11, { step: 3 }),
    line("persist.end", 12.5, { step: 3 }),
    line("step.end", 13, { step: 3 }),
    '{"event":"step.beg',
  ];
  const second = [line("proc.started", 20, { rank: 0 }), line("load.begin", 23, {}), line("load.end", 27, { step: 3 })];

  test("give step, stall, persist, load, and the restart from the last that was heard of one attempt to the next one's load", () => {
    const samples = new JobSamples();
    const other = [line("proc.started", 0.1, { rank: 1 }), line("step.begin", 4), line("step.end", 14, { step: 3 })];
    const { attempts } = hookTimes(
      [
        process(0, ...first),
        process(1, ...other),
        process(0, ...second),
        process(1, line("proc.started", 21), line("load.begin", 23.5)),
      ],
      samples,
    );
    expect(attempts).toBe(2);
    expect(told(samples)).toEqual({
      step: [2, 3],
      "stall storage": [0.5, 1],
      "persist storage": [2, 1],
      "load storage": [4, 1],
      restart: [9.5, 1],
    });
  });

  test("are known by their names, and lines that are torn or of something else are passed over", () => {
    expect(rankOfFile("12-3456-789012.ndjson")).toBe(12);
    expect(rankOfFile("lab.ndjson")).toBeUndefined();
    expect(readHookLine('{"event":"step.begin"}')).toBeUndefined();
    expect(readHookLine('{"event":"step.begin","monotonicUs":-1,"wallUs":0}')).toBeUndefined();
  });
});

describe("the times of a job", () => {
  test("have means with Student's interval, and a single one has none", () => {
    const samples = new JobSamples();
    for (const us of [10, 12, 14, 16]) samples.add("stall", us, "storage");
    samples.add("detect.hang", 5e6);
    const [stall, hang] = fitTimes(samples);
    // t of 3 degrees is 3.182446; the standard error 2.581989 ÷ 2.
    expect(stall?.meanUs.interval).toEqual([expect.closeTo(13 - 4.10849, 4), expect.closeTo(13 + 4.10849, 4)]);
    expect(hang?.meanUs.interval).toBeUndefined();
  });

  test("weigh each stretch of steps by its steps", () => {
    const samples = new JobSamples();
    samples.add("step", 10, undefined, 90);
    samples.add("step", 20, undefined, 10);
    expect(fitTimes(samples)[0]?.meanUs.value).toBeCloseTo(11);
  });

  test("that are negative are counted, and are none", () => {
    const samples = new JobSamples();
    samples.add("load", -1, "storage");
    expect([samples.negative, samples.samples().length]).toEqual([1, 0]);
  });

  test("are written as the parts of an experiment that were seen; a restart that scatters has a law", () => {
    const samples = new JobSamples();
    samples.add("step", 2_512_345);
    samples.add("stall", 8e6, "storage");
    for (let n = 0; n < 40; n++) samples.add("restart", (n % 4 === 0 ? 200 : 50) * 1e6);
    expect(writtenJob(fitTimes(samples))).toMatchObject({
      job: { step: "2.512 seconds" },
      checkpoint: { tiers: [{ stall: "8 seconds" }] },
      recovery: { restart: { lognormal: { median: "50 seconds", mean: "1.458 minutes" } } },
    });
    expect(writtenJob([])).toEqual({ "x-fitted": { confidence: "95 %" } });
  });
});
