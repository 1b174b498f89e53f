import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import {
  assumptionsOf,
  type Cluster,
  cardsOf,
  decodeExperiment,
  type Hazard,
  loopsOf,
  printPath,
  type RateUnit,
} from "@ordeal/model";
import { describe, expect, test } from "vitest";

// The YAML parser is a dependency of the command, not of the tests.
const { parse } = createRequire(new URL("../packages/cli/package.json", import.meta.url))("yaml") as {
  readonly parse: (text: string) => unknown;
};

const fixtures = new URL("../fixtures/", import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, fixtures), "utf8");
const readFixture = (path: string): unknown => expanded(parse(textOf(path)));
/** What is used lies under what stands beside it. */
const expanded = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const { use, ...own } = value as Readonly<Record<string, unknown>>;
  const under = typeof use === "string" ? (readFixture(`${use}.yaml`) as object) : {};
  return { ...under, ...Object.fromEntries(Object.entries(own).map(([key, field]) => [key, expanded(field)])) };
};
const namesIn = (folder: string): ReadonlyArray<string> =>
  readdirSync(new URL(folder, fixtures))
    .map((file) => file.replace(/\.yaml$/, ""))
    .sort();

const clusters = namesIn("clusters/");
const coolings = namesIn("cooling/");
const hazards = namesIn("hazards/");

/** Decodes fixtures inside the smallest experiment that can hold them. */
const decodeFixtures = (cluster: unknown, ...list: ReadonlyArray<unknown>) => {
  const decoded = decodeExperiment({
    title: "holds fixtures",
    duration: "30 days",
    cluster,
    job: { nodes: 4, step: "10 seconds" },
    checkpoint: { interval: "30 minutes", tiers: [{ stall: "10 seconds" }] },
    hazards: list,
  });
  if ("value" in decoded) return decoded.value;
  throw new Error(decoded.problems.map(({ path, message }) => `${printPath(path)}: ${message}`).join("\n"));
};
const clusterOf = (name: string): Cluster => decodeFixtures(readFixture(`clusters/${name}.yaml`)).cluster;
const hazardOf = (name: string, cluster = "shenzhen-phase-2"): Hazard => {
  const [hazard] = decodeFixtures(readFixture(`clusters/${cluster}.yaml`), readFixture(`hazards/${name}.yaml`)).hazards;
  if (hazard === undefined) throw new Error(`hazards/${name}.yaml decoded to nothing`);
  return hazard;
};

const DAY_US = 86_400_000_000;
/** Faults a day of one component, or of the fleet. */
const perDay = ({ rate, id }: Hazard, per: RateUnit): number => {
  if (rate?.per !== per) throw new Error(`${id}: expected a rate per ${per}, found per ${rate?.per ?? "nothing"}`);
  return rate.perUs * DAY_US;
};
const weightOf = (hazard: Hazard): number => hazard.kinds.reduce((sum, { weight }) => sum + weight, 0);

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly known: string;
  readonly source: string;
  readonly bound?: string;
  readonly note?: string;
}
const { figures } = readFixture("figures.yaml") as { readonly figures: ReadonlyArray<Figure> };
const figure = (name: string): number => {
  const found = figures.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`figures.yaml has no ${name}`);
  return found.value;
};

describe("clusters", () => {
  test.each(clusters)("%s decodes under its own name, and can hold every hazard", (name) => {
    const list = hazards.map((hazard) => readFixture(`hazards/${hazard}.yaml`));
    expect(decodeFixtures(readFixture(`clusters/${name}.yaml`), ...list).cluster.name).toBe(name);
  });

  test.each(clusters)("%s says all that a cluster can say: nothing of it is assumed without a word", (name) => {
    expect(assumptionsOf({ cluster: readFixture(`clusters/${name}.yaml`) })).toEqual([]);
  });

  test.each([
    ["dgx-h100", 32 * 8, 8, figure("h100-bf16"), 700, "NVIDIA H100 80GB HBM3"],
    ["dgx-h200", 32 * 8, 8, figure("h200-bf16"), figure("h200-power"), "NVIDIA H200"],
    ["gb200-nvl72", 8 * 72, figure("nvl72-cards"), figure("gb200-bf16"), figure("gb200-power"), "NVIDIA GB200"],
    ["mi300x", 32 * 8, 8, figure("mi300x-bf16"), figure("mi300x-power"), "AMD Instinct MI300X"],
    ["tpu-v5p", figure("tpu-v5p-pod"), figure("tpu-v5p-cube"), figure("tpu-v5p-bf16"), 450, "TPU v5p"],
    ["cloudmatrix-384", 384, 384, figure("cloudmatrix-card-bf16"), 700, "Ascend910C"],
    ["atlas-900-a3", 384, 384, 781, 700, "Ascend910C"],
  ])(
    "%s has so many cards, so many in a scale-up domain, and the figures of its card",
    (name, cards, domain, tflops, watts, model) => {
      const cluster = clusterOf(name);
      expect(cardsOf(cluster)).toBe(cards);
      expect(cluster.nodesPerSupernode * cluster.cardsPerNode).toBe(domain);
      expect([cluster.cardFlops / 1e12, cluster.cooling.loadW, cluster.card.model]).toEqual([tflops, watts, model]);
    },
  );

  test.each([
    ["dgx-h200", "h200-memory"],
    ["gb200-nvl72", "gb200-memory"],
    ["mi300x", "mi300x-memory"],
    ["tpu-v5p", "tpu-v5p-memory"],
  ])("a card of %s has the memory that is published, in binary units", (name, published) => {
    expect(clusterOf(name).card.memory / 2 ** 30).toBe(figure(published));
  });

  test("a pod of 384 cards has the vendor's 300 PFLOPS", () => {
    const atlas = clusterOf("atlas-900-a3");
    expect((cardsOf(atlas) * atlas.cardFlops) / 1e15).toBeCloseTo(figure("atlas-900-a3-bf16"), 0);
  });

  test("Shenzhen has 14,000 cards in 36 supernodes and a part, 37 loops, and 70 spares beside 35 supernodes' worth", () => {
    const cluster = clusterOf("shenzhen-phase-2");
    expect(cardsOf(cluster)).toBe(figure("shenzhen-cards"));
    expect(loopsOf(cluster)).toHaveLength(37);
    expect(cluster.nodes - 35 * cluster.nodesPerSupernode).toBe(70);
    expect(cluster.pue).toBe(figure("shenzhen-pue"));
    expect(cluster.cardFlops).toBe(figure("cloudmatrix-card-bf16") * 1e12);
  });

  test("Llama 3 has 16,384 cards", () => {
    expect(cardsOf(clusterOf("llama-3"))).toBe(figure("llama-3-cards"));
  });

  test("four nodes have two spares, two supernodes and two loops", () => {
    const cluster = clusterOf("four-nodes");
    expect([cluster.nodes - 4, loopsOf(cluster).length]).toEqual([2, 2]);
  });
});

describe("clusters and hazards", () => {
  test.each([
    ...clusters.map((name) => `clusters/${name}`),
    ...coolings.map((name) => `cooling/${name}`),
    ...hazards.map((name) => `hazards/${name}`),
  ])(
    "%s says on or above each line with a number where it comes from; a rate comes from the hazard's source",
    (name) => {
      const lines = textOf(`${name}.yaml`).split("\n");
      const bare = lines.filter(
        (line, index) => /^ *(?!rate)\w+: \d[^#]*$/.test(line) && !(lines[index - 1] ?? "").trimStart().startsWith("#"),
      );
      expect(bare).toEqual([]);
    },
  );
});

describe("hazards", () => {
  test.each(hazards)("%s decodes under its own id, and names its source", (name) => {
    const hazard = hazardOf(name);
    expect(hazard.id).toBe(name);
    expect(hazard.source).toMatch(/\w/);
  });

  test("Llama 3's interruptions sum to 419, each cause once, and strike the job alone", () => {
    const hazard = hazardOf("llama-3-interruptions", "llama-3");
    expect(weightOf(hazard)).toBe(figure("llama-3-interruptions-unexpected"));
    expect(new Set(hazard.kinds.map(({ cause }) => cause)).size).toBe(18);
    expect(hazard.target).toMatchObject({ by: "draw", component: "node", of: "job" });
    expect(perDay(hazard, "fleet") * 54).toBeCloseTo(419, 9);
  });

  test("Shenzhen's cards split like Llama 3's cards and hosts", () => {
    const llama = hazardOf("llama-3-interruptions", "llama-3").kinds;
    const shenzhen = hazardOf("shenzhen-cards").kinds;
    const sum = (kinds: Hazard["kinds"], kind: string) =>
      kinds.filter((each) => each.kind === kind).reduce((total, { weight }) => total + weight, 0);
    for (const kind of ["card.crash", "card.hang", "card.corrupt", "node.crash"]) {
      expect(sum(shenzhen, kind), kind).toBe(sum(llama, kind));
    }
    expect(weightOf(hazardOf("shenzhen-cards"))).toBe(321);
  });

  test("rates are the published ones", () => {
    expect(perDay(hazardOf("shenzhen-cards"), "card")).toBeCloseTo(figure("shenzhen-failure-rate") / 1_000, 12);
    expect(perDay(hazardOf("alibaba-links"), "link") * 30).toBeCloseTo(figure("hpn-link-failures"), 12);
    expect(perDay(hazardOf("alibaba-tors"), "tor") * 30).toBeCloseTo(figure("hpn-tor-crashes"), 12);
    expect(perDay(hazardOf("meta-rsc-1"), "node") * 1_000).toBeCloseTo(figure("meta-rsc-1-failure-rate"), 12);
    expect(perDay(hazardOf("meta-rsc-2"), "node") * 1_000).toBeCloseTo(figure("meta-rsc-2-failure-rate"), 12);
  });

  test("a loop without flow as often and as long as assumed is available 99.999 % of the time", () => {
    const hazard = hazardOf("cooling-pumps");
    const repair = hazard.repair;
    if (repair === undefined || !("lognormal" in repair)) throw new Error("expected a lognormal repair");
    const unavailable = perDay(hazard, "loop") * (repair.lognormal.mean / DAY_US);
    expect(unavailable).toBeCloseTo(1 - figure("cdu-availability"), 8);
  });
});

describe("figures", () => {
  test("each has a name of its own, a value, a unit, a source, and how we know it", () => {
    expect(figures.length).toBeGreaterThan(100);
    expect(new Set(figures.map(({ name }) => name)).size).toBe(figures.length);
    const fields = new Set(["name", "value", "unit", "known", "source", "bound", "note"]);
    for (const entry of figures) {
      expect(entry.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(Number.isFinite(entry.value), entry.name).toBe(true);
      expect(entry.unit, entry.name).toMatch(/\S/);
      expect(entry.source, entry.name).toMatch(/\S/);
      expect(["S", "S2", "D"], entry.name).toContain(entry.known);
      expect([undefined, ">", ">=", "<", "about"], entry.name).toContain(entry.bound);
      expect(
        Object.keys(entry).filter((key) => !fields.has(key)),
        entry.name,
      ).toEqual([]);
    }
  });

  test("14,000 cards at 0.75 to 0.8 PFLOPS are about 11,000P, so they fit phase 2 alone", () => {
    const [low, high] = [14_000 * 0.75, 14_000 * 0.8];
    expect([low, high]).toEqual([10_500, 11_200]);
    expect(low <= figure("shenzhen-phase-2-size") && figure("shenzhen-phase-2-size") <= high).toBe(true);
  });

  /** Efficiency with downtime D, recovery R and a period P that includes the save C. */
  const efficiency = (P: number, C: number, R: number, D: number, M: number): number =>
    (P - C) / ((M + D) * Math.exp(R / M) * (Math.exp(P / M) - 1));
  const daly = (save: number, M: number): number => {
    const x = save / (2 * M);
    return Math.sqrt(2 * save * M) * (1 + Math.sqrt(x) / 3 + x / 9) - save;
  };
  const mttf = (cards: number, rate: number): number => 24_000 / ((cards / 8) * rate);
  const shenzhenS = 86_400 / 4.2;
  const shenzhenPeriod = daly(10, shenzhenS) + 10;
  const kokolisS = mttf(16_000, 6.5) * 3_600;
  const scale = 50_000 / 0.9027452929509336; // Γ(5/3)

  /** Name, what the formula gives, and half of the last printed digit. */
  const derived: ReadonlyArray<readonly [string, number, number]> = [
    ["shenzhen-supernodes", 14_000 / 384, 0.005],
    ["shenzhen-faults-per-day", (14_000 * figure("shenzhen-failure-rate")) / 1_000, 0.05],
    ["shenzhen-mtbf", 24 / 4.2, 0.05],
    ["llama-3-failure-rate", (419 / (54 * 2_048)) * 1_000, 0.005],
    ["llama-3-mtbf", (54 * 24) / 419, 0.005],
    ["meta-rsc-1-mttf-16384", mttf(16_384, 6.5), 0.05],
    ["meta-rsc-1-mttf-131072", mttf(131_072, 6.5), 0.005],
    ["infinitehbd-failure-rate", (584 / (400 * 348)) * 1_000, 0.0005],
    ["checkpoint-size-405b", (405e9 * 14) / 1e12, 0.05],
    ["checkpoint-size-718b", (718e9 * 14) / 1e12, 0.05],
    ["bloom-observed", (82_072 * 105) / (108 * 86_400), 0.00005],
    ["daly-interval-24-hours", daly(5, 1_440), 0.5],
    ["daly-interval-6-hours", daly(5, 360), 0.5],
    ["daly-interval-15-minutes", daly(5, 15), 0.05],
    ["aupy-efficiency-240601", efficiency(17_194, 600, 600, 60, 240_601), 0.00005],
    ["aupy-efficiency-30075", efficiency(6_214, 600, 600, 60, 30_075), 0.00005],
    ["aupy-efficiency-7519", efficiency(3_218, 600, 600, 60, 7_519), 0.00005],
    ["kokolis-ettr-16000-60-minutes", efficiency(3_600, 0, 300, 0, kokolisS), 0.0005],
    ["kokolis-ettr-16000-5-minutes", efficiency(300, 0, 300, 0, kokolisS), 0.0005],
    ["shenzhen-predicted-recovery-150-seconds", efficiency(shenzhenPeriod, 10, 150, 0, shenzhenS), 0.0005],
    ["shenzhen-predicted-recovery-10-minutes", efficiency(shenzhenPeriod, 10, 600, 0, shenzhenS), 0.0005],
    ["weibull-first-failures", 14_000 * (1 - Math.exp(-(((90 * 24) / scale) ** 1.5))), 0.05],
  ];
  test.each(derived)("%s follows from its formula", (name, value, half) => {
    expect(Math.abs(value - figure(name)), `the formula gives ${value}`).toBeLessThanOrEqual(half);
  });
});
