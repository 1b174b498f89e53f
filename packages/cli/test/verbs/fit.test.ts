import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { loadExperiment } from "../../src/files/load.ts";
import type { FitFlags } from "../../src/fit/flags.ts";
import { fit } from "../../src/verbs/fit.ts";
import { fitRun } from "../../src/verbs/fit-run.ts";
import { folder, onScreen, smallExperiment } from "../support.ts";

const flags = (files: ReadonlyArray<string>, more: Partial<FitFlags> = {}): FitFlags => ({
  files,
  counts: [],
  fleet: false,
  force: false,
  check: false,
  json: false,
  ...more,
});

/** Forty crashes of twelve nodes in eighty days, and eleven links of eight uplinks a node. */
const faults = [
  ...Array.from({ length: 40 }, (_, i) => ({
    kind: "node.crash",
    at: `${2 * i + (i % 5) * 0.3} days`,
    component: `n${(i * 5) % 12}`,
    cause: i % 4 === 0 ? "fan" : "card",
    duration: `${1 + ((i * 7) % 11)} hours`,
  })),
  ...Array.from({ length: 11 }, (_, i) => ({
    kind: "link.flap",
    at: `${7 * i + 1} days`,
    component: `n${i}`,
    part: i % 8,
    up: "30 seconds",
    down: "5 seconds",
    duration: "3 hours",
  })),
];
const header = {
  title: "Twelve nodes",
  source: "our tickets",
  recordedFor: "80 days",
  cluster: { name: "twelve", nodes: 12 },
};
const timeline = (of: object = {}, list: ReadonlyArray<object> = faults) =>
  JSON.stringify({ ...header, ...of, faults: list });
const onlyNodes = faults.filter(({ kind }) => kind === "node.crash");

describe("a fit of timelines", () => {
  test("writes a hazard that an experiment can use, with its source and intervals", async () => {
    const at = folder({
      "t.json": timeline({}, onlyNodes),
      "e.yaml": smallExperiment({ hazards: "[{ use: ./fitted.yaml, id: ours }]" }),
    });
    const out = join(at, "fitted.yaml");
    const { code, err, out: report } = await onScreen(fit(flags([join(at, "t.json")], { out, check: true })));
    expect(err).toContain("Use it in an experiment");
    expect(code).toBe(0);
    expect(report).toMatch(/^Twelve nodes: 40 faults in 80 days/);
    expect(report).toMatch(/node\.crash, card +30 /);
    expect(report).toMatch(/Check: the record beside 200 simulations/);
    const written = parse(readFileSync(out, "utf8"));
    expect(written).toMatchObject({
      id: "fitted",
      source: "fitted to Twelve nodes, our tickets",
      "x-fitted": { faults: 40, components: 12, rate: { poisson: [expect.any(String), expect.any(String)] } },
    });
    const loading = await loadExperiment(join(at, "e.yaml"));
    if ("problems" in loading) throw new Error(JSON.stringify(loading.problems));
    const [hazard] = loading.loaded.experiment.hazards;
    expect(hazard).toMatchObject({
      id: "ours",
      kinds: [
        { cause: "card", weight: 30 },
        { cause: "fan", weight: 10 },
      ],
    });
    // 40 faults of 12 nodes in 80 days, less the hours of repair.
    expect((hazard?.rate?.perUs ?? 0) * 86_400e6).toBeCloseTo(40 / (12 * 80 - 10), 3);
  });

  test("makes a list of several kinds of component, which an item of a list can name", async () => {
    const at = folder({
      "t.json": timeline(),
      "e.yaml": smallExperiment({ hazards: "[{ use: ./all.yaml }, { use: hazards/cooling-pumps }]" }),
    });
    const { code } = await onScreen(
      fit(flags([join(at, "t.json")], { counts: ["uplink=96"], out: join(at, "all.yaml"), id: "ours" })),
    );
    expect(code).toBe(0);
    const loading = await loadExperiment(join(at, "e.yaml"));
    if ("problems" in loading) throw new Error(JSON.stringify(loading.problems));
    expect(loading.loaded.experiment.hazards.map(({ id }) => id)).toEqual([
      "ours-node",
      "ours-uplink",
      "cooling-pumps",
    ]);
  });

  test("with --json says all of it to a machine, and the picture to people", async () => {
    const at = folder({ "t.json": timeline({}, onlyNodes) });
    const { code, out, err } = await onScreen(fit(flags([join(at, "t.json")], { json: true })));
    expect(code).toBe(0);
    const document = JSON.parse(out);
    expect(document).toMatchObject({
      faults: 40,
      passedOver: [],
      hazards: [{ written: { id: "fitted" }, check: null }],
    });
    expect(document.hazards[0].fitted.rate.interval).toHaveLength(2);
    expect(err).toMatch(/█.*│/);
  });

  test("takes several timelines of one cluster as one record", async () => {
    const at = folder({
      "a.json": timeline({ startsAt: "2024-01-01T00:00:00Z" }, onlyNodes),
      "b.json": timeline({ startsAt: "2024-04-01T00:00:00Z" }, onlyNodes),
    });
    const { out } = await onScreen(fit(flags([join(at, "a.json"), join(at, "b.json")], { json: true })));
    expect(JSON.parse(out)).toMatchObject({ faults: 80, observedUs: 160 * 86_400e6 });
  });

  test("watched from before the first fault has so much more exposure; from the first fault on is an assumption that is told", async () => {
    const dated = (day: number) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString();
    const list = onlyNodes.map((fault, i) => ({ ...fault, at: dated(2 * i) }));
    const at = folder({ "t.json": timeline({ recordedFor: undefined, startsAt: dated(0) }, list) });
    const observed = async (more: Partial<FitFlags>) => {
      const { out, err } = await onScreen(fit(flags([join(at, "t.json")], { json: true, to: dated(80), ...more })));
      return { days: JSON.parse(out).observedUs / 86_400e6, assumes: err.includes("assumed: watched from") };
    };
    expect(await observed({})).toEqual({ days: 80, assumes: true });
    expect(await observed({ from: dated(-10) })).toEqual({ days: 90, assumes: false });
  });

  test("of three faults cannot tell: the rate's interval is all, nothing is written, and the exit code says so", async () => {
    const at = folder({ "t.json": timeline({}, onlyNodes.slice(0, 3)) });
    const { code, out, err } = await onScreen(fit(flags([join(at, "t.json")], { out: join(at, "f.yaml") })));
    expect(code).toBe(4);
    expect(out).toContain("3 faults, too few to tell their law");
    expect(err).toMatch(/too few to tell a law \(expected at least 10/);
    expect(() => readFileSync(join(at, "f.yaml"))).toThrow();
  });

  const bad = async (of: object, more: Partial<FitFlags>, list = onlyNodes) => {
    const at = folder({ "t.json": timeline(of, list) });
    const { code, err } = await onScreen(fit(flags([join(at, "t.json")], more)));
    expect(code).toBe(2);
    return err;
  };

  test.each([
    ["no length of time", { recordedFor: undefined }, {}, /nobody says how long was recorded: give --to TIME/],
    ["no count of nodes", { cluster: undefined }, {}, /nobody says how many nodes there were.*\n.*--nodes N/s],
    ["no time at all", {}, { from: "80 days" }, /no time was observed/],
    ["nodes of another cluster", {}, { nodes: 3 }, /name 12 different nodes, and there are said to be 3/],
    ["no nodes", {}, { nodes: 0 }, /--nodes: expected at least 1, found 0/],
    ["a kind of component that is none", {}, { counts: ["gizmo=3"] }, /--count: expected a kind of component/],
    ["a time that is none", {}, { to: "soon" }, /--to: expected a time since the start/],
    ["a date of a timeline without dates", {}, { to: "2024-01-01T00:00:00Z" }, /has no date of its own/],
    ["an --unended that is none", {}, { unended: "maybe" }, /--unended: expected open or unknown/],
    ["a mapping", {}, { mapping: "m.yaml" }, /--mapping is for tables of --run/],
  ])("is refused for %s", async (_, of, more, expected) => {
    expect(await bad(of, more)).toMatch(expected);
  });

  test("is refused for a negative duration, with its place", async () => {
    const list = [{ ...onlyNodes[0], duration: "-3 hours" } as (typeof onlyNodes)[number]];
    expect(await bad({}, {}, list)).toMatch(/faults\[0\]\.duration: expected a duration/);
  });

  test("is refused for timelines of two clusters, and for the same time twice", async () => {
    const at = folder({
      "a.json": timeline({ startsAt: "2024-01-01T00:00:00Z" }, onlyNodes),
      "b.json": timeline({ startsAt: "2024-01-31T00:00:00Z" }, onlyNodes),
      "c.json": timeline({ cluster: { name: "another", nodes: 12 } }, onlyNodes),
    });
    const say = async (...names: ReadonlyArray<string>) =>
      (await onScreen(fit(flags(names.map((name) => join(at, name)))))).err;
    expect(await say("a.json", "b.json")).toMatch(/tell of the same time: the faults of 50 days would count twice/);
    expect(await say("a.json", "c.json")).toMatch(/expected timelines of one cluster/);
    expect(await say("c.json", "c.json")).toMatch(/c\.json is named twice/);
  });

  test("writes over nothing without --force", async () => {
    const at = folder({ "t.json": timeline({}, onlyNodes), "f.yaml": "mine" });
    const { code, err } = await onScreen(fit(flags([join(at, "t.json")], { out: join(at, "f.yaml") })));
    expect([code, readFileSync(join(at, "f.yaml"), "utf8")]).toEqual([2, "mine"]);
    expect(err).toMatch(/is there already: name another, or write over it with --force/);
  });
});

describe("a fit of a job's records", () => {
  const mapping = [
    "measures:",
    "  - { measure: step, column: step_s, unit: seconds, when: { what: ^train$ } }",
    "  - { measure: stall, column: save_ms, unit: millis }",
    "  - { measure: detect.hang, column: noticed, unit: minutes }",
  ].join("\n");
  const table = [
    "what,step_s,save_ms,noticed",
    "train,10.5,,",
    "eval,3,,",
    "train,9.5,8000,n/a",
    "train,10,8200,30",
    "",
  ].join("\n");
  const run = (files: ReadonlyArray<string>, more: object = {}) =>
    onScreen(fitRun({ files, force: false, json: false, ...more }));

  test("reads a table by its mapping, and writes what an experiment can use at its top", async () => {
    const at = folder({
      "t.csv": table,
      "m.yaml": mapping,
      "e.yaml": `use: ./job.yaml\n${smallExperiment({ job: "{ nodes: 4 }", checkpoint: "{ interval: 10 minutes }" })}`,
    });
    const out = join(at, "job.yaml");
    const { code, out: report } = await run([join(at, "t.csv")], { mapping: join(at, "m.yaml"), out });
    expect(code).toBe(0);
    expect(report).toMatch(/step +3 +10 s/);
    const loading = await loadExperiment(join(at, "e.yaml"));
    if ("problems" in loading) throw new Error(JSON.stringify(loading.problems));
    expect(loading.loaded.experiment).toMatchObject({
      job: { nodes: 4, step: 10_000_000 },
      checkpoint: { tiers: [{ stall: 8_100_000 }] },
      recovery: { detect: { hang: 1_800_000_000 } },
    });
  });

  test("reads a folder of the live hook's files", async () => {
    const line = (event: string, seconds: number) =>
      `${JSON.stringify({ event, monotonicUs: seconds * 1e6, wallUs: 1e15 + seconds * 1e6, step: Math.round(seconds) })}\n`;
    const steps = [1, 3, 5, 7].map((at) => line("step.begin", at) + line("step.end", at + 1)).join("");
    const at = folder({ "live/0-11-22.ndjson": line("proc.started", 0) + steps, "live/lab.ndjson": "{}\n" });
    const { code, out, err } = await run([join(at, "live")]);
    expect(code).toBe(0);
    expect(err).toMatch(/1 file of ranks, 1 attempt; when it was struck they do not say/);
    expect(parse(out)).toMatchObject({ job: { step: "2 seconds" } });
  });

  test.each([
    ["a table without a mapping", { "t.csv": table }, "t.csv", /a table needs --mapping FILE/],
    ["a folder without files of ranks", { "x/lab.ndjson": "" }, "x", /holds no file of a rank/],
    ["a hook that never wrote", { "0-1-2.ndjson": "" }, "0-1-2.ndjson", /the hook never wrote/],
    ["lines that are no journal", { "j.ndjson": "{}\n[]\n" }, "j.ndjson", /holds no event of a run/],
    ["nothing", {}, "gone.ndjson", /does not exist/],
  ])("is refused for %s", async (_, files, name, expected) => {
    const at = folder(files as Readonly<Record<string, string>>);
    const { code, err } = await run([join(at, name)]);
    expect([code, err]).toEqual([2, expect.stringMatching(expected)]);
  });

  test("is refused for negative durations, columns that are missing, and events that go back in time", async () => {
    const event = (atUs: number) => `${JSON.stringify({ seq: 0, atUs, type: "run.ended", data: { step: 1 } })}\n`;
    const at = folder({
      "t.csv": "what,step_s,save_ms,noticed\ntrain,-1,,\n",
      "u.csv": "what,step_s\ntrain,1\n",
      "m.yaml": mapping,
      "j.ndjson": event(2) + event(1),
    });
    const say = async (name: string) => (await run([join(at, name)], { mapping: join(at, "m.yaml") })).err;
    expect(await say("t.csv")).toMatch(/t\.csv:2 step_s: expected no negative duration, found -1/);
    expect(await say("u.csv")).toMatch(/no column save_ms, noticed: the file has what, step_s/);
    expect(await say("j.ndjson")).toMatch(/j\.ndjson:2 goes back in time/);
  });

  test("of records that tell of nothing whole is unknown", async () => {
    const event = JSON.stringify({ seq: 0, atUs: 0, type: "run.ended", data: { step: 0 } });
    const at = folder({ "j.ndjson": `${event}\n` });
    const { code, err } = await run([join(at, "j.ndjson")]);
    expect([code, err]).toEqual([4, expect.stringContaining("nothing can be told of this job")]);
  });
});
