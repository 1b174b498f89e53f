import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type PlanFlags, plan } from "../../src/verbs/plan.ts";
import { folder, onScreen, smallExperiment } from "../support.ts";

const flags: Omit<PlanFlags, "experiment"> = {
  vary: [],
  search: undefined,
  race: false,
  runs: 100,
  seed: 1,
  set: [],
  workers: 1,
  out: undefined,
  junit: undefined,
  markdown: undefined,
  json: true,
};

/** A day of a job that crashes six times a day, whatever it does. */
const crashing = (sections: Readonly<Record<string, string>> = {}): string =>
  smallExperiment({
    duration: "1 day",
    hazards: "[{ id: crashes, rate: 6 per day, kinds: [{ kind: job.crash }], exposed: always }]",
    faults: "[]",
    thresholds: "[effectiveThroughput >= 90 %]",
    campaign: "{ thresholds: [effectiveThroughput mean >= 92 %] }",
    ...sections,
  });

const planned = (given: Partial<PlanFlags>, at = folder({ "e.yaml": crashing() })) =>
  onScreen(plan({ ...flags, experiment: join(at, "e.yaml"), out: join(at, "kept"), ...given }));

test("a grid tells which settings hold, what they cost, which nothing beats, and which to take", async () => {
  const at = folder({ "e.yaml": crashing({ prices: "{ cardHour: 2, spareHour: 20, kWh: 0.1, currency: EUR }" }) });
  const given = { vary: ["recovery.restart=30 seconds,20 minutes", "cluster.nodes=5,8"] };
  const { code, out, err } = await planned(given, at);
  expect(code, err).toBe(0);
  const document = JSON.parse(out);
  expect(document.verdict).toBe("pass");
  expect(document.settings.map(({ set }: { set: unknown }) => set)).toEqual([
    { "recovery.restart": "30 seconds", "cluster.nodes": "5" },
    { "recovery.restart": "30 seconds", "cluster.nodes": "8" },
    { "recovery.restart": "20 minutes", "cluster.nodes": "5" },
    { "recovery.restart": "20 minutes", "cluster.nodes": "8" },
  ]);
  expect(document.settings.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
    "pass",
    "pass",
    "fail",
    "fail",
  ]);
  // Crashes of the job need no spare: more of them only cost more.
  expect(document.settings.map(({ recommended }: { recommended: boolean }) => recommended)).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(document.settings[1].spares - document.settings[0].spares).toBe(3);
  expect(document.settings[1].cost.spares - document.settings[0].cost.spares).toBeCloseTo(3 * 24 * 20);
  expect(document.settings[1].difference).toMatchObject({ mean: 0, deviation: 0 });
  expect(document.settings[2].difference.to).toBeLessThan(0);
  expect(document.settings[0].command).toContain("--set recovery.restart='30 seconds' --set cluster.nodes=5");

  const said = await planned({ ...given, json: false }, at);
  expect(said.out).toContain("Recommended: recovery.restart=30 seconds, cluster.nodes=5");
  expect(said.out).toContain("the cheapest for what it gets done of the 2 that hold the target");
});

test("how many spares it takes is said in a sentence", async () => {
  const at = folder({
    "e.yaml": crashing({
      hazards: "[{ id: crashes, rate: 0.4 per node-day, kinds: [{ kind: node.crash }] }]",
      cluster: "{ name: small, nodes: 6, nodesPerSupernode: 6, repair: { fixed: 12 hours } }",
      campaign: "{ thresholds: [P(effectiveThroughput >= 80 %) >= 80 %] }",
    }),
  });
  const { out } = await planned({ vary: ["cluster.nodes=4,12"], json: false }, at);
  expect(out).toMatch(
    /8 spares hold P\(effectiveThroughput >= 80 %\) >= 80 %: \d+\.\d+ % \[.*\]; 0 do not: \d+\.\d+ % \[.*\] \(nodes down: \S+ on average, p99 \S+\)\./,
  );
});

test("a value may be what the experiment says as it is", async () => {
  const { out } = await planned({ vary: ["recovery.restart=as it is,20 minutes"] });
  const [asItIs, changed] = JSON.parse(out).settings;
  expect(asItIs.set).toEqual({ "recovery.restart": "as it is" });
  expect(asItIs.command).not.toContain("--set");
  expect(changed.effectiveThroughput.mean).toBeLessThan(asItIs.effectiveThroughput.mean);
});

test("a race drops settings that are surely no good, and finds the same one as a grid", async () => {
  const at = folder({ "e.yaml": crashing() });
  const vary = ["recovery.restart=10 seconds,1 minute,10 minutes,1 hour", "checkpoint.interval=2 minutes,6 minutes"];
  const grid = JSON.parse((await planned({ vary, runs: 200 }, at)).out);
  const race = JSON.parse((await planned({ vary, runs: 200, race: true }, at)).out);
  const runs = race.settings.map((setting: { runs: number }) => setting.runs);
  expect(Math.min(...runs)).toBe(100);
  expect(Math.max(...runs)).toBe(200);
  const taken = ({ settings }: { settings: ReadonlyArray<{ recommended: boolean; set: unknown }> }) =>
    settings.find(({ recommended }) => recommended)?.set;
  expect(taken(race)).toEqual(taken(grid));
  for (const [nth, setting] of race.settings.entries())
    if (setting.runs === 200) expect(setting.effectiveThroughput).toEqual(grid.settings[nth].effectiveThroughput);
});

describe("a search", () => {
  test("finds the recovery time that still holds the target, where the closed form has it", async () => {
    // A crash costs the restart R, 10 s to notice, 20 s to load and half of an interval and a save, 6 times a day.
    const at = folder({ "e.yaml": crashing() });
    const { code, out, err } = await planned({ search: "recovery.restart=10 seconds..1 hour", runs: 200 }, at);
    expect(code, err).toBe(0);
    const [{ holds, fails, ends }] = JSON.parse(out).edges;
    expect(ends).toEqual(["pass", "fail"]);
    const seconds = (text: string): number => {
      const [, amount = "", unit = ""] = /^([\d.]+) (second|minute)/.exec(text) ?? [];
      return Number(amount) * (unit === "minute" ? 60 : 1);
    };
    // 1 − 10/610 − 6 (R + 30 + 310) ÷ 86,400 = 92 %, less what a crash while down does not cost again.
    const expected = ((1 - 10 / 610 - 0.92) * 86_400) / 6 - 340;
    expect(seconds(holds)).toBeLessThan(seconds(fails));
    expect(seconds(holds)).toBeGreaterThan(expected * 0.7);
    expect(seconds(fails)).toBeLessThan(expected * 1.4);
  });

  test("finds when one policy becomes better than another, and says how sure that is", async () => {
    const ladder = (takes: string) => `{ladder: [{name: restart, does: job, handles: ["*"], takes: ${takes}}]}`;
    const at = folder({ "e.yaml": crashing() });
    const given = {
      vary: [`recovery.policy=restart,${ladder("4 minutes")}`],
      search: "recovery.restart=10 seconds..20 minutes",
    };
    const { out } = await planned(given, at);
    const [{ at: found, sure }] = JSON.parse(out).breakEvens;
    expect(found.from).toMatch(/^(23\d seconds|4 minutes)$/);
    expect(found.to).toMatch(/^(4 minutes|24\d seconds)$/);
    expect(sure).not.toBe(null);
    const said = await planned({ ...given, json: false }, at);
    expect(said.out).toMatch(/beats recovery\.policy=restart when recovery\.restart is above 4 min/);
  });

  test("says so when there is nothing to find between its ends", async () => {
    const { out, code } = await planned({ search: "recovery.restart=10 seconds..20 seconds", json: false });
    expect(code).toBe(0);
    expect(out).toContain("it holds at both ends, so that nothing was searched for between");
  });
});

test("without thresholds on the distribution, what is taken for the target is said", async () => {
  const at = folder({ "e.yaml": crashing({ campaign: "{}" }) });
  const { out, code } = await planned({ vary: ["recovery.restart=30 seconds,40 minutes"], json: false }, at);
  expect(code).toBe(0);
  expect(out).toContain("a setting is taken to hold the target when each threshold of a run holds in 95 % of the runs");
  const none = folder({ "e.yaml": crashing({ campaign: "{}", thresholds: "[]" }) });
  expect((await planned({ vary: ["recovery.restart=30 seconds,40 minutes"] }, none)).code).toBe(4);
});

test("no setting that holds is a failure, on the pages for CI as well", async () => {
  const at = folder({ "e.yaml": crashing() });
  const [junit, markdown] = [join(at, "p.xml"), join(at, "p.md")];
  const { code, out } = await planned({ vary: ["recovery.restart=1 hour,2 hours"], junit, markdown, json: false }, at);
  expect(code).toBe(1);
  expect(out).toContain("No setting is recommended: none holds the target");
  expect(readFileSync(junit, "utf8")).toContain('failures="1"');
  expect(readFileSync(markdown, "utf8")).toContain("## ❌ FAIL");
});

test.each([
  [{}, "nothing is varied"],
  [{ vary: ["recovery.restat=1 minute,2 minutes"] }, "is not a field"],
  [{ vary: ["hazards[3].rate=1 per day"] }, "there is no hazards[3]"],
  [{ vary: ["recovery.restart=fast,slow"] }, "--vary or --search recovery.restart"],
  [{ vary: ["recovery.restart"] }, "--vary expected path=value"],
  [{ vary: ["recovery.restart=1 minute,"] }, "--vary expected path=value"],
  [{ vary: ["recovery.restart=1 minute,1 minute"] }, "names a value twice"],
  [{ vary: ["seed=1,2", "seed=3,4"] }, "seed is varied twice"],
  [{ vary: ["hazards.0.id=a,b", "hazards[0].id=c,d"] }, "hazards[0].id is varied twice"],
  [{ search: "recovery.restart=1 minute" }, "--search expected path=low..high"],
  [{ search: "recovery.restart=1 minute..5" }, "two durations, or two numbers with the same unit"],
  [{ search: "recovery.restart=2 minutes..1 minute" }, "expected the lower value first"],
  [{ search: "recovery.restat=1 minute..2 minutes" }, "is not a field"],
  [
    { vary: ["seed=1,2"], search: "recovery.restart=1 minute..2 minutes", race: true },
    "--race is between the settings",
  ],
  [{ vary: ["seed=1,2"], runs: 1 }, "--runs expected a number from 2"],
  [{ vary: [`seed=${Array.from({ length: 1_001 }, (_, nth) => nth)}`] }, "at most 1000 values"],
  [{ vary: ["seed=1,2"], experiment: "-" }, "a plan needs a file"],
])("%o is bad input", async (given, message) => {
  const { code, err } = await planned(given as Partial<PlanFlags>);
  expect(err).toContain(message);
  expect(code).toBe(2);
});
