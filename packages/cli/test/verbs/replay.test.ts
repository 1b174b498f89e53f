import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { JournalEvent } from "@ordeal/model";
import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import { describe, expect, test } from "vitest";
import type { ReplayFlags } from "../../src/replay/flags.ts";
import { Screen } from "../../src/screen.ts";
import { replay } from "../../src/verbs/replay.ts";
import { call, flags } from "../replay/support.ts";
import { folder, keptScreen, root, smallExperiment } from "../support.ts";

const experiment = smallExperiment({ startsAt: "2026-01-01T00:00:00Z" });
const written = (files: Readonly<Record<string, string>>) => {
  const at = folder({ "on.yaml": experiment, ...files });
  return (name: string) => join(at, name);
};
const crash =
  "  - { id: a, kind: card.crash, component: host-7, at: 2026-01-01T00:50:00Z, observed: { lost: 1 hour } }";
const small = `title: What happened\non: ./on.yaml\nstartsAt: 2026-01-01T00:00:00Z\nfaults:\n${crash}\n`;

test("a timeline is replayed on its own experiment, and observed is laid beside simulated", async () => {
  const at = written({ "t.yaml": small });
  const { exitCode, out } = await call(at("t.yaml"));
  expect(exitCode).toBe(0);
  expect(out).toMatch(/PASS {5}What happened/);
  expect(out).toMatch(/2026-01-01 00:50 {2}card\.crash\s+1 h\s+\d+ min/);
  expect(out).toContain("1 of 1 fault");
  expect(out).toContain("the experiment's own 1 fault left out");
  expect(out).toContain("every invariant held");
  expect(out).toContain("fault-free twin");
  expect(out).toContain(`Next, ask: pnpm ordeal replay ${at("t.yaml")} --vary checkpoint.interval='30 minutes,1 hour'`);
});

test("alternatives meet the same faults; what is varied holds from beginning to end", async () => {
  const settings = `settings:\n  - at: 2026-01-01T00:30:00Z\n    checkpoint: { interval: 20 minutes, tiers: [{ stall: 10 seconds }] }\n`;
  const at = written({ "t.yaml": small.replace("faults:", `${settings}faults:`) });
  const { out } = await call(at("t.yaml"), { vary: ["checkpoint.interval=1 minute"], json: true });
  const { comparison } = JSON.parse(out);
  const [base, varied, twin] = comparison.rows;
  expect([base.applied, varied.applied, twin.applied]).toEqual([1, 1, 0]);
  // A save of ten seconds every minute all along is a seventh; from 30 minutes on it would be far less.
  expect(varied.checkpointOverhead).toBeGreaterThan(0.12);
  expect(varied.savedUs / 3.6e9).toBeCloseTo(varied.savedCardHours / 32, 6);
  expect(twin.savedUs).toBeGreaterThan(0);
  expect(base.savedUs).toBe(0);
});

test("policies after --against are laid side by side, in a row of arguments or with commas", async () => {
  const at = written({ "t.yaml": small });
  const names = async (given: Partial<ReplayFlags>) => {
    const { out } = await call(at("t.yaml"), { ...given, json: true });
    return JSON.parse(out).comparison.rows.map(({ name }: { readonly name: string }) => name);
  };
  const expected = ["as it was", "policy restart", "policy flash", "fault-free twin"];
  expect(await names({ against: ["restart"], policies: ["flash"] })).toEqual(expected);
  expect(await names({ against: ["restart,flash"] })).toEqual(expected);
});

test("an alternative of another length saves nothing to compare, and one that ends down says so", async () => {
  const at = written({ "t.yaml": small });
  const vary = ["duration=2 hours,3 hours", "recovery.restart=1 minute,10 hours"];
  const { out } = await call(at("t.yaml"), { vary });
  expect(out).toMatch(/duration = 2 hours, recovery\.restart = 1 minute .* · +·\n/);
  expect(out).toContain(
    "another length, so nothing is saved or lost: duration = 2 hours, recovery.restart = 1 minute; ",
  );
  expect(out).toMatch(
    /still down at the end, .*: duration = 2 hours, recovery\.restart = 10 hours; duration = 3 hours, /,
  );
});

test("an outage that keeps a crash from being got over is summed with it", async () => {
  const outage = `  - { id: b, kind: scheduler.stall, at: 2026-01-01T00:50:00Z, duration: 1 hour, observed: { lost: 1 hour } }`;
  const at = written({ "t.yaml": small.replace(", observed: { lost: 1 hour }", "").concat(outage, "\n") });
  const { out } = await call(at("t.yaml"));
  expect(out).toMatch(/scheduler\.stall +1 h +with a /);
  expect(out).toMatch(/1 fault with a reported loss: 1 h observed, 1 h \d+ min simulated/);
});

test("a fault that has a place and strikes nothing is named", async () => {
  const waits = "  - { id: waits, kind: job.crash, on: { event: job.starved } }";
  const at = written({ "t.yaml": `${small}${waits}\n` });
  const { out } = await call(at("t.yaml"));
  expect(out).toContain("Applied: 2 of 2 faults");
  expect(out).toContain("1 fault of those never struck (waits)");
  expect(out).toContain("components by order");
});

test("what strikes or changes besides the faults of the timeline is said", async () => {
  const hazard = "{ id: own, rate: 1 per day, target: a card of the job, kinds: [{ kind: card.crash }] }";
  const settings =
    "settings:\n  - { at: 2026-01-01T00:30:00Z, checkpoint: { interval: 20 minutes, tiers: [{ stall: 10 seconds }] } }\n";
  const at = written({
    "on.yaml": smallExperiment({ startsAt: "2026-01-01T00:00:00Z", hazards: `[${hazard}]` }),
    "t.yaml": small.replace("faults:", `${settings}faults:`),
  });
  const { out } = await call(at("t.yaml"));
  expect(out).toContain(
    "the experiment's own 1 hazard strikes as well, drawn by the seed; without: --set hazardsOff=true",
  );
  expect(out).toContain("1 change of settings applied, as the timeline dates them");
  expect((await call(at("t.yaml"), { set: ["hazardsOff=true"] })).out).not.toContain("own 1 hazard");
});

test("a timeline none of whose faults is applied puts nothing to the test, and says why", async () => {
  const nowhere = "  - { id: nowhere, kind: card.crash, target: sn09/n00/c0, at: 2026-01-01T00:50:00Z }";
  const at = written({ "t.yaml": small.replace(crash, nowhere), "some.yaml": `${small}${nowhere}\n` });
  const { exitCode, out } = await call(at("t.yaml"), { json: true });
  const [result] = JSON.parse(out).results;
  expect([exitCode, result.verdict]).toEqual([4, "unknown"]);
  expect(result.findings[0].reason).toBe(
    "no fault of the timeline was applied: sn09/n00/c0 does not exist: expected sn00",
  );
  expect((await call(at("some.yaml"))).exitCode).toBe(0);
});

test("a counterexample brings its seed and its settings, and the command line's win", async () => {
  const at = written({ "t.yaml": `seed: 5\nset: [recovery.restart=9 minutes]\n${small}` });
  const run = async (given: Partial<ReplayFlags>) =>
    JSON.parse((await call(at("t.yaml"), { ...given, json: true })).out);
  const plain = await run({});
  const flagged = await run({ seed: 6, set: ["recovery.restart=1 minute"] });
  expect([plain.results[0].seed, flagged.results[0].seed]).toEqual([5, 6]);
  expect(plain.results[0].ledgerUs.restarting).toBe(540_000_000);
  expect(flagged.results[0].ledgerUs.restarting).toBe(60_000_000);
});

test("a policy that breaks only an invariant fails, says which, and ends with a command", async () => {
  const policy = join(root, "fixtures/policies/trusts-an-unfinished-checkpoint.ts");
  const at = written({ "t.yaml": `title: T\nfaults:\n${strikesDuringPersist}\n` });
  const { exitCode, out } = await call(at("t.yaml"), { on: policy });
  expect(out).toContain("breach");
  expect(exitCode).toBe(1);
  expect(out.trim().split("\n").at(-1)).toContain("Run it again: ");
});
const strikesDuringPersist =
  "  - { id: a, kind: job.crash, on: { event: checkpoint.persist.started, time: 2, after: 1 second } }";

describe("bad input is told with file and line, and nothing is run", () => {
  test("in YAML", async () => {
    const at = written({
      "t.yaml": `${small}  - { kind: card.crash, at: soon, component: x }\n  - { kind: no.such }\n`,
    });
    const { exitCode, err } = await call(at("t.yaml"));
    expect(exitCode).toBe(2);
    expect(err).toContain(`${at("t.yaml")}:6:`);
    expect(err).toContain(`${at("t.yaml")}:7:`);
    expect(err).toContain("nothing was run");
  });

  test("in NDJSON: all bad lines, a torn last one among them", async () => {
    const lines = ['{"title":"T","on":"./on.yaml"}', '{"kind":"job.crash","at":"1 hour"}', "{", '{"kind":"job.cra'];
    const at = written({ "t.ndjson": lines.join("\n") });
    const { exitCode, err } = await call(at("t.ndjson"));
    expect(exitCode).toBe(2);
    expect(err).toMatch(/t\.ndjson:3:1: expected one JSON object/);
    expect(err).toMatch(/t\.ndjson:4:1: is torn/);
  });

  test("a pace that gets nowhere, and a path that is varied twice", async () => {
    const at = written({ "t.yaml": small });
    for (const rate of [0, -5]) {
      const { exitCode, err } = await call(at("t.yaml"), { rate });
      expect([exitCode, err]).toEqual([2, expect.stringContaining(`--rate expected a number above 0, found ${rate}`)]);
    }
    const twice = { vary: ["recovery.policy=flash"], against: ["restart"] };
    expect((await call(at("t.yaml"), twice)).err).toContain("recovery.policy is varied twice");
  });

  test("that only an alternative makes bad, with its name", async () => {
    const at = written({ "t.yaml": small });
    const { exitCode, err } = await call(at("t.yaml"), { vary: ["checkpoint.interval=1 hour,banana", "job.nodes=99"] });
    expect(exitCode).toBe(2);
    expect(err).toContain(
      "--vary checkpoint.interval = banana, job.nodes = 99: checkpoint.interval: expected an interval",
    );
    expect(err).toMatch(
      /--vary checkpoint\.interval = 1 hour, job\.nodes = 99: job\.nodes: expected at most the cluster's 6 nodes/,
    );
    expect(err).not.toContain("--set");
  });

  test("no experiment, one that is not there, a policy and a value that nobody knows, --map without a size", async () => {
    const at = written({ "t.yaml": small.replace("on: ./on.yaml\n", ""), "u.yaml": small });
    expect(await call(at("t.yaml"))).toMatchObject({ exitCode: 2, err: expect.stringContaining("--on EXPERIMENT") });
    expect(await call(at("t.yaml"), { on: at("gone.yaml") })).toMatchObject({ exitCode: 2 });
    expect((await call(at("u.yaml"), { against: ["hope"] })).err).toContain('there is no policy "hope"');
    expect((await call(at("u.yaml"), { policies: ["flash"] })).err).toContain("expected one timeline");
    expect((await call(at("u.yaml"), { vary: ["checkpoint.interval"] })).err).toContain("expected path=value,value");
    expect((await call(at("u.yaml"), { vary: ["checkpoint.interval=soon"] })).exitCode).toBe(2);
    expect((await call(at("u.yaml"), { map: "proportion" })).err).toContain("cluster.nodes is required");
  });

  test("a change of settings that the experiment cannot take is blamed on the timeline", async () => {
    // Another tier than the experiment has: tiers keep their copies by place.
    const tiers = "[{ stall: 10 seconds }, { name: memory, stall: 1 second }]";
    const settings = `settings:\n  - at: 2026-01-01T00:30:00Z\n    checkpoint: { interval: 20 minutes, tiers: ${tiers} }\n`;
    const at = written({ "t.yaml": small.replace("faults:", `${settings}faults:`) });
    const { exitCode, err } = await call(at("t.yaml"));
    expect(exitCode).toBe(2);
    expect(err).toContain("t.yaml settings[0]");
  });
});

describe("interrupted, it ends with what runs it again", () => {
  /** Interrupts a replay as soon as `isDue`, which is asked whenever nothing else is to be done. */
  const interrupted = async (timeline: string, given: Partial<ReplayFlags>, isDue: () => boolean) => {
    const { screen, out, err } = keptScreen();
    const running = replay({ ...flags, timeline, ...given }).pipe(Effect.provideService(Screen, screen));
    const fiber = Effect.runFork(running);
    while (!isDue() && fiber.pollUnsafe() === undefined) await new Promise((resolve) => setImmediate(resolve));
    await Effect.runPromise(Fiber.interrupt(fiber));
    return { out: out(), err: err() };
  };

  test("while the timeline is read", async () => {
    const at = written({ "t.ndjson": '{"title":"T","on":"./on.yaml"}\n' });
    const { err, out } = await interrupted(at("t.ndjson"), { json: true }, () => true);
    expect(err).toBe(
      `Interrupted before the run began; there is no verdict.\nRun it again: pnpm ordeal replay ${at("t.ndjson")} --json\n`,
    );
    expect(JSON.parse(out)).toEqual({ results: [], interrupted: true });
  });

  test("while others are simulated beside it", async () => {
    const at = written({ "t.yaml": small, "on.yaml": smallExperiment({ duration: "730 days" }) });
    const given = { out: at("runs"), vary: ["checkpoint.interval=20 seconds,30 seconds,40 seconds"] };
    const { err, out } = await interrupted(at("t.yaml"), given, () => existsSync(at("runs/t.result.json")));
    expect(err).toMatch(
      /^Interrupted while other runs were laid beside it; there is no verdict\.\nRun it again: pnpm/m,
    );
    expect(err).toContain("--vary checkpoint.interval='20 seconds,30 seconds,40 seconds'");
    expect(out).toBe("");
  });
});

describe("a long timeline", () => {
  const lines = (count: number, order: (nth: number) => number = (nth) => nth, nodes = 6): string => {
    const header = '{"title":"Long","on":"./on.yaml"}\n';
    const fault = (nth: number) =>
      `{"kind":"link.degrade","share":0.9,"component":"n${nth % nodes}","part":${nth % 4},"at":"${order(nth)} seconds","duration":"${nth % 3} seconds"}\n`;
    return header + Array.from({ length: count }, (_, nth) => fault(nth)).join("");
  };
  const events = (file: string): ReadonlyArray<JournalEvent> =>
    readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
      .filter((line) => "seq" in line);

  test("is streamed into the run, and its journal is that of the same faults at once", async () => {
    const at = written({ "long.ndjson": lines(10_400), "short.ndjson": lines(10_000) });
    const first = await call(at("long.ndjson"), { out: at("runs") });
    const second = await call(at("short.ndjson"), { out: at("runs") });
    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    const until = (event: JournalEvent) => event.atUs < 9_999_000_000;
    const streamed = events(at("runs/long.journal.ndjson")).filter(until);
    expect(streamed.length).toBeGreaterThan(10_000);
    expect(streamed).toEqual(events(at("runs/short.journal.ndjson")).filter(until));
    expect(first.out).toContain("10,400 of 10,400 faults");
    expect(first.out).toContain("invariants not checked");
  });

  test("that is not in order of time is refused with the line, for nobody can sort it", async () => {
    const at = written({ "long.ndjson": lines(10_400, (nth) => (nth === 300 ? 1 : nth)) });
    const { exitCode, err } = await call(at("long.ndjson"));
    expect(exitCode).toBe(2);
    expect(err).toContain("long.ndjson:302:1: expected faults in order of time");
  });

  test("what has no place in the run is counted by reason, and the first are named", async () => {
    const at = written({ "long.ndjson": lines(10_900, undefined, 8) });
    const { out } = await call(at("long.ndjson"), { json: true });
    const { replay: told } = JSON.parse(out);
    expect(told.applied + told.notApplied.count).toBe(10_900);
    // The cluster has six nodes for the eight that were recorded, and lasts 10,800 seconds.
    expect(
      told.notApplied.reasons.map(({ reason, count, first }: { reason: string; count: number; first: [] }) => [
        reason,
        count,
        first.length,
      ]),
    ).toEqual([
      ["this cluster has no node left for another component", 2_724, 100],
      ["after the end of the run", 76, 76],
    ]);
  });
});
