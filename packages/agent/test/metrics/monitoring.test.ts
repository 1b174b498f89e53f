import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRun } from "@ordeal/simulator";
import { describe, expect, onTestFinished, test } from "vitest";
import { type ExporterName, exporterNames } from "../../src/metrics/exporters/index.ts";
import { metricsText } from "../../src/metrics/index.ts";
import { experimentOf, parseMetrics, written } from "../support.ts";

const folder = join(import.meta.dirname, "../../../../examples/monitoring");
const hasPromtool = spawnSync("promtool", ["--version"]).status === 0;
const promtool = (...args: ReadonlyArray<string>) => {
  const { status, stdout, stderr } = spawnSync("promtool", args, { cwd: folder, encoding: "utf8" });
  return { status, said: `${stdout}${stderr}` };
};

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: ReadonlyArray<{ readonly expr: string; readonly legendFormat: string }>;
}
const dashboard = JSON.parse(readFileSync(join(folder, "dashboard.json"), "utf8")) as {
  readonly panels: ReadonlyArray<Panel>;
  readonly templating: { readonly list: ReadonlyArray<{ readonly name: string; readonly definition?: string }> };
};
const targets = dashboard.panels.flatMap((panel) => panel.targets ?? []);
/** As Grafana would ask Prometheus. */
const queries = targets.map(({ expr }) => expr.replaceAll("$run", ".*").replaceAll("$__rate_interval", "1m"));
/** The metrics that a query names: each stands before its labels. */
const named = (query: string) => [...query.matchAll(/([a-zA-Z_:][\w:]*)\s*[{[]/g)].map(([, name]) => name as string);

const card = { model: "NVIDIA H100 80GB HBM3", memory: "80 GiB", clockMHz: 1_980 };
const faults = [
  { kind: "card.crash", target: "sn00/n01/c3", at: "10 minutes", duration: "30 minutes" },
  { kind: "link.down", target: "sn00/n00/up01", at: "15 minutes", duration: "10 minutes" },
  { kind: "cooling.pump", flow: 0.25, target: "cdu1", at: "50 minutes", duration: "10 minutes" },
];
const { cluster } = written();
const drill = experimentOf({ cluster: { ...cluster, card }, faults });

/** What the agent shows of the drill, look by look. */
const looks = (seconds: ReadonlyArray<number>, exporter: ExporterName = "dcgm") => {
  const run = openRun(drill, { seed: 1 });
  return seconds.map((second) => {
    run.advance(second * 1e6);
    return parseMetrics(
      metricsText([{ id: "drill", scenario: drill, backend: run }], { isHalted: false, version: "1", exporter }),
    );
  });
};
const shown = (exporter: ExporterName) =>
  looks([60, 660, 960, 3_120], exporter).flatMap((series) =>
    [...series.keys()].map((name) => name.replace(/\{.*$/, "")),
  );

describe("the example dashboard", () => {
  test("asks for metrics that an agent shows, by whatever names", () => {
    const known = new Set(exporterNames.flatMap(shown));
    const asked = new Set(queries.flatMap(named));
    expect(asked.size).toBeGreaterThan(30);
    expect([...asked].filter((name) => !known.has(name))).toEqual([]);
    // The variable of the runs as well.
    for (const { definition } of dashboard.templating.list)
      if (definition !== undefined) expect(known).toContain(/\((\w+),/.exec(definition)?.[1]);
  });

  test("asks for the cards of each maker in every panel of them", () => {
    const ofCards = dashboard.panels.filter((panel) => (panel.targets ?? []).some(({ expr }) => /DCGM/.test(expr)));
    expect(ofCards.length).toBe(6);
    for (const { title, targets: asked = [] } of ofCards) {
      const all = asked.map(({ expr }) => expr).join();
      for (const pattern of [/DCGM_/, /npu_chip/, /\bgpu_/]) expect(all, title).toMatch(pattern);
    }
  });

  test("names in its legends labels that the series have", () => {
    const labels = new Set(
      exporterNames
        .flatMap((exporter) => looks([660], exporter))
        .flatMap((series) => [...series.keys()])
        .flatMap((name) => [...name.matchAll(/[{,](\w+)="/g)].map(([, label]) => label as string)),
    );
    const used = targets.flatMap(({ legendFormat }) => [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, l]) => l));
    expect(used.filter((label) => label !== undefined && !labels.has(label))).toEqual([]);
  });

  test("has panels that say what they are, each with a number of its own, none over another", () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = new Set<string>();
    for (const { type, title, description = "", gridPos } of panels) {
      if (type !== "row") expect(description, title).toMatch(/^[A-Z].*\.$/);
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(cells.has(`${x},${y}`), title).toBe(false);
          cells.add(`${x},${y}`);
        }
      }
    }
  });
});

describe.skipIf(!hasPromtool)("the example rules (skipped where Debian's prometheus is not installed)", () => {
  test("and their configuration are taken by Prometheus", () => {
    const { status, said } = promtool("check", "config", "prometheus.yml");
    expect(status, said).toBe(0);
    expect(said).toContain("10 rules found");
  });

  test("pass the tests that come with them, and every rule has one that makes it fire", () => {
    const { status, said } = promtool("test", "rules", "alerts.test.yml");
    expect(status, said).toBe(0);
    const names = [...readFileSync(join(folder, "alerts.yml"), "utf8").matchAll(/alert: (\w+)/g)].map(
      ([, name]) => name,
    );
    const tests = readFileSync(join(folder, "alerts.test.yml"), "utf8");
    for (const name of names) expect(tests).toMatch(new RegExp(`alertname: ${name}\\n\\s+exp_alerts:\\n`));
  });

  test("and the dashboard's queries are PromQL", () => {
    const at = temporary({
      "queries.yml": JSON.stringify({
        groups: [{ name: "q", rules: queries.map((expr, index) => ({ record: `query:${index}`, expr })) }],
      }),
    });
    const { status, said } = promtool("check", "rules", "--lint=none", join(at, "queries.yml"));
    expect(status, said).toBe(0);
    expect(said).toContain(`${queries.length} rules found`);
  });

  test("fire on what the agent shows of a drill, when each thing is there and not before", () => {
    const everyS = 30;
    const seconds = Array.from({ length: 125 }, (_, index) => index * everyS);
    const firing = (alertname: string, at: string, labels: object, summary: string) => ({
      eval_time: at,
      alertname,
      exp_alerts: [{ exp_labels: { run: "drill", ...labels }, exp_annotations: { summary } }],
    });
    const silent = (alertname: string, at: string) => ({ eval_time: at, alertname, exp_alerts: [] });
    const failed = {
      ...{ severity: "critical", gpu: "3", UUID: "GPU-sn00/n01/c3", pci_bus_id: "00000000:04:00.0", device: "nvidia3" },
      ...{ modelName: card.model, Hostname: "sn00/n01" },
    };
    const test = {
      interval: `${everyS}s`,
      input_series: seriesOf(looks(seconds)),
      alert_rule_test: [
        silent("CardFailed", "9m30s"),
        firing("CardFailed", "10m30s", failed, "a card of sn00/n01 has failed"),
        silent("CardFailed", "40m30s"),
        ...["CardHot", "CardThrottled", "JobSlow"].map((name) => silent(name, "49m30s")),
        ...["JobDown", "NoSpareLeft", "AgentHalted"].map((name) => silent(name, "30m")),
      ],
    };
    const at = temporary({
      "drill.json": JSON.stringify({
        rule_files: [join(folder, "alerts.yml")],
        evaluation_interval: `${everyS}s`,
        tests: [test],
      }),
    });
    const { status, said } = promtool("test", "rules", join(at, "drill.json"));
    expect(status, said).toBe(0);
    // And the loop that lost its flow makes its own cards hot and slow: promtool lists what it found against nothing.
    const hot = promtool(
      "test",
      "rules",
      writeIn(at, "hot.json", {
        rule_files: [join(folder, "alerts.yml")],
        evaluation_interval: `${everyS}s`,
        tests: [{ ...test, alert_rule_test: [silent("CardHot", "55m"), silent("CardThrottled", "55m")] }],
      }),
    );
    expect(hot.status).toBe(1);
    for (const alert of ["CardHot", "CardThrottled"]) expect(hot.said).toContain(`alertname: ${alert}`);
    expect(hot.said).toContain('Hostname="sn01/n02"');
    expect(hot.said).not.toContain('Hostname="sn00/n00"');
  });
});

/** Looks as promtool takes them: a series' values in order, `_` where it is not there. */
const seriesOf = (all: ReadonlyArray<ReadonlyMap<string, number>>) =>
  [...new Set(all.flatMap((series) => [...series.keys()]))].map((series) => ({
    series,
    values: all.map((look) => look.get(series) ?? "_").join(" "),
  }));

const temporary = (files: Readonly<Record<string, string>>): string => {
  const at = mkdtempSync(join(tmpdir(), "ordeal-"));
  onTestFinished(() => rmSync(at, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(at, name), text);
  return at;
};

const writeIn = (at: string, name: string, value: unknown): string => {
  writeFileSync(join(at, name), JSON.stringify(value));
  return join(at, name);
};
