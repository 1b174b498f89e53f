import { join } from "node:path";
import { expect, test } from "vitest";
import { describeDryRun } from "../../src/dry-run/dry-run.ts";
import { printDryRun } from "../../src/dry-run/print-dry-run.ts";
import { loadExperiment } from "../../src/files/load.ts";
import { plainStyle } from "../../src/print/style.ts";
import { folder, smallExperiment } from "../support.ts";

const load = async (sections: Readonly<Record<string, string>>) => {
  const loading = await loadExperiment(join(folder({ "e.yaml": smallExperiment(sections) }), "e.yaml"));
  if ("problems" in loading) throw new Error(JSON.stringify(loading.problems));
  return loading.loaded;
};

test("a dry run tells every fault with its start, target, duration and settings", async () => {
  const loaded = await load({
    faults: [
      "",
      "  - { kind: card.crash, target: sn00/n01/c3, at: 50 minutes }",
      "  - { kind: storage.down, on: { event: checkpoint.persist.started, time: 3, after: 2 seconds }, duration: 1 hour }",
      "  - { kind: card.slow, speed: 50 %, target: 2 random cards of the job, every: { period: 40 minutes, times: 9 }, duration: 1 minute }",
      "  - { kind: checkpoint.torn, at: 1 hour }",
      "  - { kind: job.crash, on: { event: job.resumed, every: true, time: 2, after: 1 minute } }",
    ].join("\n"),
  });
  const lines = printDryRun(describeDryRun(loaded), loaded.experiment, plainStyle).split("\n");
  expect(
    lines
      .slice(lines.indexOf("Faults") + 1, lines.indexOf("Hazards: none") - 1)
      .map((line) => line.trim().replace(/ {2,}/g, " | ")),
  ).toEqual([
    "day 1, 00:50 | card.crash | sn00/n01/c3 | until repaired",
    "2 s after 3rd checkpoint.persist.started | storage.down | storage | for 1 h",
    "every 40 min, 5 times | card.slow | 2 random cards of the job | for 1 min, speed 50 %",
    "day 1, 01:00 | checkpoint.torn | tier/storage | until repaired",
    "1 min after every job.resumed from the 2nd on | job.crash | job | until repaired",
  ]);
  expect(lines.at(-3)).toBe("A dry run: nothing was run and nothing was injected.");
});

const hazardOf = async (hazard: string, duration = "30 days", cluster = "{ name: c, nodes: 1750 }") => {
  const loaded = await load({
    duration,
    cluster,
    job: "{ nodes: 1680, step: 10 seconds }",
    faults: "[]",
    hazards: `[${hazard}]`,
  });
  const [first] = describeDryRun(loaded).hazards;
  if (first === undefined) throw new Error("there is a hazard");
  return first.expectedFaults;
};

test("the published rate of 0.3 per mille a card-day is 126 faults of 14,000 cards in 30 days", async () => {
  expect(await hazardOf("{ id: h, rate: 0.3 per mille per card-day, kinds: [{ kind: card.crash }] }")).toBeCloseTo(
    126,
    9,
  );
});

test("links are counted by their uplinks, and a fleet's rate stands alone", async () => {
  expect(await hazardOf("{ id: h, rate: 0.057 % per link-month, kinds: [{ kind: link.down }] }")).toBeCloseTo(15.96, 9);
  expect(await hazardOf("{ id: h, rate: 419 per 54 days, kinds: [{ kind: card.crash }] }")).toBeCloseTo(
    (419 * 30) / 54,
    9,
  );
});

test("lives are renewed: with shape 1 the faults are those of a constant rate", async () => {
  const life = (shape: number, mean: string) =>
    hazardOf(
      `{ id: h, life: { weibull: { shape: ${shape}, mean: ${mean} } }, kinds: [{ kind: cooling.pump }] }`,
      "30 days",
      "{ name: c, nodes: 1750 }",
    );
  expect(await life(1, "60 days")).toBeCloseTo(37 / 2, 1);
  expect(await life(3, "300 days")).toBeLessThan(0.1);
});

test("a trace brings as many faults as it has instants", async () => {
  expect(await hazardOf("{ id: h, arrivals: { trace: [1 hour, 2 hours] }, kinds: [{ kind: card.crash }] }")).toBe(2);
});

test("a dry run says how often each hazard strikes as it was written, what must hold, and what stops the run", async () => {
  const loaded = await load({
    faults: "[]",
    hazards:
      "[{ id: cards, mtbf: '50,000 hours per gpu', kinds: [{ kind: card.crash }] }, { id: links, rate: 0.057 % per link-month, kinds: [{ kind: link.down }] }]",
    steadyState: "{ holds: [throughput >= 90 %], within: 20 minutes }",
    stopWhen: "[downtime > 6 hours]",
  });
  const dryRun = describeDryRun(loaded);
  expect(dryRun.hazards.map(({ often }) => often)).toEqual(["mtbf 50,000 hours per card", "0.000019 per link-day"]);
  expect(dryRun).toMatchObject({
    steadyState: { holds: ["throughput >= 90 %"], withinUs: 1_200_000_000 },
    stopWhen: ["downtime > 6 hours"],
  });
  const printed = printDryRun(dryRun, loaded.experiment, plainStyle);
  expect(printed).toContain("mtbf 50,000 hours per card");
  expect(printed).toContain(
    "Steady state, before the first fault and again within 20 min after the last\n  throughput >= 90 %\n\nStops when\n  downtime > 6 hours\n",
  );
});
