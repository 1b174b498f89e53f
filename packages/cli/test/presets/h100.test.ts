import { readFileSync } from "node:fs";
import { join } from "node:path";
import { remote } from "@ordeal/agent";
import { Agent } from "@ordeal/engine";
import * as Effect from "effect/Effect";
import { describe, expect, onTestFinished, test } from "vitest";
import { agentHere } from "../../../../test/support/agent-here.ts";
import { loadExperiment } from "../../src/files/load.ts";
import { type RunFlags, run } from "../../src/verbs/run.ts";
import { folder, onScreen, root } from "../support.ts";

const file = join(root, "experiments/12-h100-sixty-four-nodes.yaml");
const H100 = "NVIDIA H100 80GB HBM3";
const CARDS = 66 * 8;
const OF_ANOTHER_MACHINE = /ascend|910c|npu|752/i;

const runIt = (flags: Partial<RunFlags>) =>
  onScreen(
    run({
      ...{ experiments: [file], json: true, seed: undefined, set: [], dryRun: false, out: undefined, rate: undefined },
      ...{ agent: undefined, tokenFile: undefined },
      ...flags,
    }),
  );
const words = (text: string) => text.replaceAll(/\s+/g, " ");
const about =
  "dgx-h100: 528 cards on 66 nodes in 66 supernodes, cooled by 3 loops; a card is NVIDIA H100 80GB HBM3: 989 TFLOPS (dense bf16), 700 W";
const cluster = { name: "dgx-h100", nodes: 66, cards: CARDS, card: H100, cardFlops: 989.4e12, cardW: 700 };

describe("sixty-four nodes of eight H100 show an H100's figures", () => {
  test("in the summary, the JSON and the page of CI", async () => {
    const page = join(folder(), "run.md");
    const { code, out, err } = await runIt({ markdown: page });
    expect(code).toBe(0);
    const { results } = JSON.parse(out);
    expect(results[0]).toMatchObject({ cluster, assumed: [], verdict: "pass" });
    const { effectiveFlops, effectiveThroughput, energy } = results[0].metrics;
    // The job's 512 cards, of whose peak it uses 40 %.
    expect(effectiveFlops / (512 * 989.4e12 * 0.4 * effectiveThroughput)).toBeCloseTo(1, 6);
    // All cards at no more than 700 W and no less than they idle at, times the PUE of 1.3.
    const kWh = (watts: number) => (CARDS * watts * 6 * 1.3) / 1_000;
    expect(energy).toBeGreaterThan(kWh(120));
    expect(energy).toBeLessThan(kWh(700));
    expect(words(err)).toContain(about);
    const markdown = readFileSync(page, "utf8");
    expect(markdown).toContain(`on dgx-h100: 528 cards of ${H100}`);
    for (const text of [out, err, markdown]) expect(text).not.toMatch(OF_ANOTHER_MACHINE);
  });

  test("in a dry run and its JSON", async () => {
    const { code, out, err } = await runIt({ dryRun: true });
    expect(code).toBe(0);
    expect(JSON.parse(out).plans[0]).toMatchObject({ cluster, assumed: [] });
    expect(words(err)).toContain(about);
    for (const text of [out, err]) expect(text).not.toMatch(OF_ANOTHER_MACHINE);
  });

  test("on /metrics, by dcgm-exporter's names", async () => {
    const { url, port } = await agentHere(onTestFinished);
    const loading = await loadExperiment(file);
    if ("problems" in loading) throw new Error(JSON.stringify(loading.problems));
    const { experiment } = loading.loaded;
    const [card] = experiment.faults;
    if (card === undefined) throw new Error("expected its first fault");
    const scraping = Effect.gen(function* () {
      const agent = yield* Agent;
      const there = yield* agent.open({ title: experiment.title, scenario: experiment, seed: 1, onEvent: () => {} });
      yield* there.inject({ fault: card, faultId: "card", ttlUs: 4 * 3_600e6 });
      const scrape = Effect.promise(() => fetch(`http://127.0.0.1:${port}/metrics`).then((page) => page.text()));
      yield* there.advance(1_800e6);
      const well = yield* scrape;
      yield* there.advance(3_601e6);
      return { well, failed: yield* scrape };
    });
    const { well, failed } = await Effect.runPromise(
      Effect.scoped(scraping).pipe(Effect.provide(remote({ url }))) as Effect.Effect<{ well: string; failed: string }>,
    );
    const values = (text: string, name: string) =>
      [...text.matchAll(new RegExp(`^${name}\\{(.*)\\} (\\S+)$`, "gm"))].map(([, labels = "", value]) => ({
        labels,
        value: Number(value),
      }));
    expect(well).toMatch(
      /^ordeal_cluster_info\{run="[^"]+",cluster="dgx-h100",card="NVIDIA H100 80GB HBM3",exporter="dcgm"\} 1$/m,
    );
    expect(values(well, "ordeal_cluster_card_flops").map(({ value }) => value)).toEqual([989.4e12]);
    for (const [name, value] of [
      ["DCGM_FI_DEV_SM_CLOCK", 1_980],
      ["DCGM_FI_DEV_POWER_USAGE", 700],
      ["DCGM_FI_DEV_XID_ERRORS", 0],
    ] as const) {
      const series = values(well, name);
      expect(series).toHaveLength(CARDS);
      expect(series.every(({ labels }) => labels.includes(`modelName="${H100}"`))).toBe(true);
      expect(new Set(series.slice(0, 8).map((one) => one.value)), name).toEqual(new Set([value]));
    }
    expect(values(failed, "DCGM_FI_DEV_XID_ERRORS").filter(({ value }) => value !== 0)).toEqual([
      { labels: expect.stringMatching(/gpu="3",.*Hostname="sn05\/n00"/), value: 79 },
    ]);
    for (const text of [well, failed]) expect(text).not.toMatch(OF_ANOTHER_MACHINE);
  });
});
