import { spawnSync } from "node:child_process";
import { scenario } from "@ordeal/explorer";
import type { Scenario } from "@ordeal/model";
import { openRun } from "@ordeal/simulator";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { metricsText, type Showing } from "../../src/metrics/index.ts";
import { experimentOf, parseMetrics, written } from "../support.ts";

/** A run that is looked at as an agent that shows only cards that are not as all others would. */
const open = (scenario: Scenario, seed = 1) => ({ scenario, run: openRun(scenario, { seed }) });
type Open = ReturnType<typeof open>;
const showing: Showing = { isHalted: false, version: "1.2.3", everyCardUpTo: 0 };
const textOf = ({ scenario, run }: Open, more: Partial<Showing> = {}) =>
  metricsText([{ id: "r", scenario, backend: run }], { ...showing, ...more });
const scrape = (opened: Open, more: Partial<Showing> = {}) => parseMetrics(textOf(opened, more));
const at = (series: ReadonlyMap<string, number>, start: string): number => {
  for (const [name, value] of series) if (name.startsWith(start)) return value;
  return Number.NaN;
};
const sum = (series: ReadonlyMap<string, number>, start: string): number =>
  [...series].reduce((total, [name, value]) => (name.startsWith(start) ? total + value : total), 0);

const pump = { id: "pump", kind: "cooling.pump", target: "cdu0", at: "65 minutes", duration: "15 minutes" };

describe("a card that lost its cooling", () => {
  const card = (name: string) => `${name}{run="r",node="sn00/n01",id="3"`;

  test("shows its temperature, then its throttled clock, then its slower steps, then its trip, in that order", () => {
    const opened = open(experimentOf({ faults: [pump] }));
    const first: Record<string, number> = {};
    const see = (what: string, is: boolean, second: number) => {
      if (is) first[what] ??= second;
    };
    for (let second = 64 * 60 + 50; second < 66 * 60; second += 0.25) {
      opened.run.advance(second * 1e6);
      const series = scrape(opened);
      see("hot", at(series, card("npu_chip_info_temperature")) > 65, second);
      see("throttled", at(series, card("npu_chip_info_aicore_current_freq")) < 1_800, second);
      see("slow", at(series, "ordeal_job_speed_ratio") < 1, second);
      see("tripped", at(series, card("npu_chip_info_health_status")) === 0, second);
      see("down", at(series, "ordeal_nodes_down") === 3, second);
    }
    expect(first.hot).toBeGreaterThan(65 * 60);
    expect(first.throttled).toBeGreaterThan(first.hot as number);
    // A step keeps the speed it began with, so that the next one is the first slow one.
    expect(first.slow).toBeGreaterThanOrEqual(first.throttled as number);
    expect((first.slow as number) - (first.throttled as number)).toBeLessThanOrEqual(1);
    expect(first.tripped).toBeGreaterThan(first.slow as number);
    expect(first.down).toBe(first.tripped);
  });

  test("draws less power when it is throttled, answers nothing when it is tripped, and is gone once it is as all others", () => {
    const opened = open(experimentOf({ faults: [pump] }));
    const power = (seconds: number) => {
      opened.run.advance(seconds * 1e6);
      return at(scrape(opened), card("npu_chip_info_power"));
    };
    expect(power(65 * 60 - 10)).toBeNaN();
    expect(power(65 * 60 + 10)).toBe(700);
    expect(power(65 * 60 + 25)).toBe(425);
    expect(power(65 * 60 + 60)).toBeNaN();
    expect(power(175 * 60)).toBeNaN();
  });
});

describe("other faults", () => {
  const after = (fault: object, second: number) => {
    const opened = open(experimentOf({ faults: [{ at: "1000 seconds", ...fault }] }));
    opened.run.advance(second * 1e6);
    return scrape(opened);
  };

  test("of a card show on that card alone, and its node is down", () => {
    const series = after({ kind: "card.crash", target: "sn00/n01/c3" }, 1_001);
    const sick = [...series].filter(([name, value]) => name.startsWith("npu_chip_info_health_status") && value === 0);
    expect(sick.map(([name]) => name)).toEqual([expect.stringContaining('vdie_id="sn00/n01/c3"')]);
    expect(at(series, "ordeal_nodes_down")).toBe(1);
    expect(at(series, 'ordeal_supernode_cards_healthy{run="r",supernode="sn00"')).toBe(23);
  });

  const sensors = ["temperature", "power", "link_status", "aicore_current_freq", "hbm_total_memory", "hbm_used_memory"];

  test.each([
    ["card.crash", "sn00/n01/c3", ["sn00/n01/c3"]],
    ["node.crash", "sn00/n01", Array.from({ length: 8 }, (_, card) => `sn00/n01/c${card}`)],
    ["power.rack", "sn00/rack00", undefined],
    ["cooling.leak", "cdu0", undefined],
  ] as const)("that kill cards leave their health and nothing else: %s", (kind, target, dead) => {
    const series = after({ kind, target }, 1_001);
    const health = [...series].filter(([name]) => name.startsWith("npu_chip_info_health_status"));
    const sick = health.filter(([, value]) => value === 0).map(([name]) => /vdie_id="([^"]+)"/.exec(name)?.[1] ?? "");
    expect(sick.length).toBeGreaterThan(0);
    if (dead !== undefined) expect(sick).toEqual(dead);
    for (const name of series.keys()) {
      if (!sensors.some((sensor) => name.startsWith(`npu_chip_info_${sensor}{`))) continue;
      expect(
        sick.some((card) => name.includes(`vdie_id="${card}"`)),
        name,
      ).toBe(false);
    }
  });

  test("that kill cards take what they drew from their supernode's power", () => {
    const healthy = at(after({ kind: "job.crash" }, 999), "ordeal_supernode_power_watts");
    const run = openRun(experimentOf({ faults: [{ at: "1000 seconds", kind: "card.crash", target: "sn00/n01/c3" }] }), {
      seed: 1,
    });
    run.advance(1_001e6);
    const { supernodes } = run.telemetry();
    expect(healthy).toBe(24 * 700);
    expect(supernodes[0]?.powerW).toBe(23 * 150);
  });

  test("of an uplink show on the cards that it serves", () => {
    const series = after({ kind: "link.down", target: "sn00/n01/up01" }, 1_001);
    const down = [...series].filter(([name, value]) => name.startsWith("npu_chip_info_link_status") && value === 0);
    expect(down).toHaveLength(1);
    expect(down[0]?.[0]).toContain('vdie_id="sn00/n01/c4"');
  });

  test("that nobody can see are not seen", () => {
    const series = after({ kind: "card.corrupt", target: "sn00/n01/c3" }, 1_001);
    expect(at(series, "npu_chip_info_health_status")).toBeNaN();
    expect(at(series, "ordeal_cards_listed")).toBe(0);
    expect(at(series, "ordeal_job_speed_ratio")).toBe(1);
  });
});

describe("a scrape", () => {
  test("has counters that never fall, however much work is lost, and are named as such", () => {
    fc.assert(
      fc.property(
        scenario(),
        fc.nat(),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }),
        (drawn, seed, shares) => {
          const opened = open(drawn, seed);
          const { run } = opened;
          let before = new Map<string, number>();
          for (const share of shares.toSorted((a, b) => a - b)) {
            run.advance(Math.round(share * run.endUs));
            const text = textOf(opened);
            const series = parseMetrics(text);
            const counters = [...text.matchAll(/^# TYPE (\S+) counter$/gm)].map(([, name]) => name as string);
            expect(counters).toEqual(["ordeal_job_ledger_seconds_total"]);
            for (const [name, value] of series) {
              if (!counters.some((counter) => name.startsWith(`${counter}{`))) continue;
              expect(value, name).toBeGreaterThanOrEqual(before.get(name) ?? 0);
            }
            before = new Map(series);
          }
        },
      ),
      { numRuns: 60, seed: 11 },
    );
  });

  test("is coherent at any instant of any run, and changes nothing", () => {
    fc.assert(
      fc.property(scenario(), fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (drawn, seed, share) => {
        const { run } = open(drawn, seed);
        const opened = open(drawn, seed);
        const looked = opened.run;
        run.advance(Math.round(share * run.endUs));
        looked.advance(Math.round(share * run.endUs));
        const series = scrape(opened);
        const elapsed = at(series, "ordeal_job_step_elapsed_seconds");
        expect(elapsed).toBeGreaterThanOrEqual(0);
        const spent = sum(series, "ordeal_job_ledger_seconds_total") + elapsed;
        expect(spent).toBeCloseTo(at(series, "ordeal_cluster_time_seconds"), 3);
        expect(sum(series, "ordeal_job_mode")).toBe(1);
        // Where spares are unlimited, another node stands in the place of one that is down, and it is in no supernode.
        const away = at(series, "ordeal_nodes_down") - sum(series, "ordeal_supernode_nodes_down");
        if (drawn.job.spares === "unlimited") expect(away).toBeGreaterThanOrEqual(0);
        else expect(away).toBe(0);
        expect(sum(series, "ordeal_supernode_cards{")).toBe(at(series, "machine_npu_nums"));
        const sick = [...series].filter(
          ([name, value]) => name.startsWith("npu_chip_info_health") && value === 0,
        ).length;
        const cards = sum(series, "ordeal_supernode_cards{");
        expect(sum(series, "ordeal_supernode_cards_healthy")).toBe(cards - sick);
        run.advance(run.endUs);
        looked.advance(run.endUs);
        expect(looked.result()).toEqual(run.result());
      }),
      { numRuns: 120, seed: 7 },
    );
  });

  test("is bounded: beyond 4,096 cards it says how many it leaves out", () => {
    const cluster = { name: "large", nodes: 1_000, cardsPerNode: 8, nodesPerSupernode: 1_000 };
    const experiment = experimentOf({ cluster, faults: [{ ...pump, at: "1 second" }] });
    const opened = open(experiment);
    opened.run.advance(2e6);
    const series = scrape(opened);
    expect(at(series, "ordeal_cards_listed")).toBe(4_096);
    expect(at(series, "ordeal_cards_left_out")).toBe(8_000 - 4_096);
  });

  const hasPromtool = spawnSync("promtool", ["--version"]).status === 0;
  test.skipIf(!hasPromtool)("is accepted by promtool (skipped where Debian's prometheus is not installed)", () => {
    const models = ["NVIDIA H100 80GB HBM3", "AMD Instinct MI300X", "Ascend910C", "TPU v5p"];
    const runs = models.map((model, index) => {
      const { cluster } = written();
      const opened = open(experimentOf({ cluster: { ...cluster, card: { model } }, faults: [pump] }), index);
      opened.run.advance(65.5 * 60e6);
      return { id: `run-${index}`, scenario: opened.scenario, backend: opened.run };
    });
    const input = metricsText(runs, { isHalted: true, version: "1.2.3" });
    for (const name of ["npu_chip_info_power", "DCGM_FI_DEV_POWER_USAGE", "gpu_package_power"])
      expect(input).toContain(`# TYPE ${name} gauge`);
    const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], { input });
    // Names that operators know from their exporters may not follow today's conventions; the format must be right.
    const complaints = `${stdout}${stderr}`
      .split("\n")
      .filter((line) => line !== "" && !/^(npu_chip|machine_npu|DCGM_FI|gpu_)/.test(line));
    expect(complaints).toEqual([]);
    expect(status === 0 || status === 3, "promtool reads it").toBe(true);
  });
});
