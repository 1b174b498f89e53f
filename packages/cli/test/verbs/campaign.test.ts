import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Job } from "kubernetes-models/batch/v1/Job";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type CampaignFlags, campaign } from "../../src/verbs/campaign.ts";
import { run } from "../../src/verbs/run.ts";
import { folder, onScreen, smallExperiment } from "../support.ts";

const flags: Omit<CampaignFlags, "experiment"> = {
  runs: 300,
  until: undefined,
  seed: 1,
  set: [],
  workers: 1,
  shard: undefined,
  emit: undefined,
  out: undefined,
  junit: undefined,
  markdown: undefined,
  json: true,
};

const crashing = (sections: Readonly<Record<string, string>> = {}): string =>
  smallExperiment({
    hazards: "[{ id: crashes, rate: 4 per node-day, kinds: [{ kind: job.crash }, { kind: card.crash }] }]",
    faults: "[]",
    campaign: "{ thresholds: [P(effectiveThroughput >= 60 %) >= 50 %] }",
    ...sections,
  });

/** Runs a campaign of a small experiment in a folder of its own. */
const ran = (given: Partial<CampaignFlags> = {}, at = folder({ "e.yaml": crashing() })) =>
  onScreen(campaign({ ...flags, experiment: join(at, "e.yaml"), out: join(at, "kept"), ...given }));

const partsIn = (at: string): ReadonlyArray<string> =>
  readdirSync(join(at, "kept")).filter((name) => name.endsWith(".part.json"));

describe("the result's bytes", () => {
  test("are the same on one core, on two, cut into shares, gone on with, and extended", async () => {
    const at = folder({ "e.yaml": crashing() });
    const one = await ran({}, at);
    expect(one.code, one.err).toBe(0);
    const kept = new Map(partsIn(at).map((name) => [name, readFileSync(join(at, "kept", name), "utf8")]));
    expect([...kept.keys()].sort()).toEqual([
      "seeds-1-100.part.json",
      "seeds-101-200.part.json",
      "seeds-201-300.part.json",
    ]);

    const again = { ...flags, experiment: join(at, "e.yaml") };
    const two = await onScreen(campaign({ ...again, workers: 2, out: join(at, "two") }));
    expect(two.out).toBe(one.out);
    for (const [name, text] of kept) expect(readFileSync(join(at, "two", name), "utf8")).toBe(text);

    const shares = join(at, "shares");
    for (const shard of ["2/3", "0/3"]) {
      const { code, out, err } = await onScreen(campaign({ ...again, shard, out: shares }));
      expect({ code, out }).toEqual({ code: 0, out: "" });
      expect(err).toContain("This shard is done: 100 runs are kept");
    }
    const last = await onScreen(campaign({ ...again, shard: "1/3", out: shares }));
    expect(last.out).toBe(one.out);

    const fewer = join(at, "fewer");
    await onScreen(campaign({ ...again, runs: 150, out: fewer }));
    const extended = await onScreen(campaign({ ...again, out: fewer }));
    expect(extended.err).toContain("100 runs were kept");
    expect(extended.out).toBe(one.out);
  });

  test("are of the seeds that were asked for, and each worst one replays alone", async () => {
    const { out } = await ran({ seed: 41, runs: 30 });
    const { seeds, worst } = JSON.parse(out);
    expect(seeds).toEqual({ from: 41, runs: 30 });
    const [{ seed, value, command }] = worst;
    expect(command).toContain(`--seed ${seed}`);
    const file = join(folder({ "e.yaml": crashing() }), "e.yaml");
    const alone = await onScreen(
      run({
        experiments: [file],
        json: true,
        seed,
        set: [],
        dryRun: false,
        out: undefined,
        agent: undefined,
        rate: undefined,
      } as never),
    );
    expect(JSON.parse(alone.out).results[0].metrics.effectiveThroughput).toBe(value);
  });
});

describe("the exit code", () => {
  test.each([
    ["P(effectiveThroughput >= 10 %) >= 90 %", 0, "pass"],
    ["P(effectiveThroughput >= 99 %) >= 90 %", 1, "fail"],
    ["P(effectiveThroughput >= 10 %) >= 99.9 %", 4, "unknown"],
  ])("of %s is %i", async (threshold, code, verdict) => {
    const { code: found, out } = await ran({ set: [`campaign.thresholds=["${threshold}"]`] });
    expect(JSON.parse(out).verdict).toBe(verdict);
    expect(found).toBe(code);
  });

  test("is 4 when nothing is asked, and 0 for who explores", async () => {
    const at = folder({ "e.yaml": crashing({ campaign: "{}" }) });
    expect((await ran({ runs: 10 }, at)).code).toBe(4);
    expect((await ran({ runs: 10, verdict: false }, at)).code).toBe(0);
  });
});

test("--until stops at a prefix of the seeds, the same whoever is how fast, and says that it is sequential", async () => {
  const until = { runs: 2_000, until: "effectiveThroughput ± 1.5 %" };
  const one = await ran(until);
  const document = JSON.parse(one.out);
  expect(document.until).toEqual({ expression: "effectiveThroughput ± 1.5 %", reached: true, sequential: true });
  expect([100, 200, 400, 800]).toContain(document.seeds.runs);
  expect(document.notes.join()).toContain("the intervals are sequential");
  const { mean, interval } = document.metrics[0];
  expect(mean - interval.from).toBeLessThanOrEqual(0.015);
  const two = await ran({ ...until, workers: 2 });
  expect(JSON.parse(two.out).metrics).toEqual(document.metrics);
  const never = await ran({ runs: 200, until: "effectiveThroughput ± 0.0001 %" });
  expect(JSON.parse(never.out)).toMatchObject({ until: { reached: false }, seeds: { runs: 200 } });
});

describe("a folder", () => {
  test("of another campaign, or of something else, is refused", async () => {
    const at = folder({ "e.yaml": crashing(), "other/file.txt": "mine" });
    await ran({ runs: 10 }, at);
    const other = await ran({ runs: 10, set: ["recovery.restart=5 minutes"] }, at);
    expect(other.code).toBe(2);
    expect(other.err).toContain("holds another campaign, of A small test");
    const strange = await ran({ out: join(at, "other") }, at);
    expect(strange.code).toBe(2);
    expect(strange.err).toContain("is no folder of a campaign: it holds file.txt");
    const file = await ran({ out: join(at, "e.yaml") }, at);
    expect(file.code).toBe(2);
    expect(file.err).toContain("cannot be used");
  });

  test("with a part that was changed is refused, and is judged anew when only thresholds change", async () => {
    const at = folder({ "e.yaml": crashing() });
    await ran({ runs: 100 }, at);
    const anew = await ran({ runs: 100, set: ["campaign.thresholds=['P(interruptions >= 100) >= 10 %']"] }, at);
    expect(anew.err).toContain("100 runs were kept");
    expect(anew.code).toBe(1);
    const part = join(at, "kept/seeds-1-100.part.json");
    const written = JSON.parse(readFileSync(part, "utf8"));
    written.rows[0].values[0] = 0.5;
    writeFileSync(part, JSON.stringify(written));
    const changed = await ran({ runs: 100 }, at);
    expect(changed.code).toBe(2);
    expect(changed.err).toContain("holds another outcome of seed 1 than this version comes to");
    writeFileSync(part, "{");
    const torn = await ran({ runs: 100 }, at);
    expect(torn.code).toBe(2);
    expect(torn.err).toContain("is no part of this campaign: it is no JSON. Remove it");
  });
});

test.each([
  [{ runs: 0 }, "--runs expected a number from 1"],
  [{ seed: -1 }, "--seed expected a first seed"],
  [{ seed: 4_294_967_200 }, "--seed expected a first seed"],
  [{ workers: 0 }, "--workers expected"],
  [{ shard: "3/3" }, "--shard 3/3 is out of range: of 3 shards the first is 0/3 and the last 2/3"],
  [{ shard: "three" }, "--shard expected INDEX/COUNT"],
  [{ shard: "0/2", until: "effectiveThroughput ± 1 %" }, "do not go together"],
  [{ shard: "0/2", out: undefined }, "--shard needs --out"],
  [{ until: "effectiveThroughput" }, "--until expected a metric"],
  [{ experiment: "-" }, "a campaign needs a file"],
  [{ set: ["campaign.thresholds=['effectiveThroughput >= 95 %']"] }, "is about one run: say how often it must hold"],
])("%o is bad input", async (given, message) => {
  const { code, err } = await ran(given as Partial<CampaignFlags>);
  expect(err).toContain(message);
  expect(code).toBe(2);
});

test("a function of the experiment that fails in another thread is bad input, and named", async () => {
  const at = folder({
    "e.ts": `export default { title: "Broken", duration: "12 hours", cluster: { name: "s", nodes: 6, nodesPerSupernode: 6 },
      job: { nodes: 4, step: "10 seconds" }, checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds" }] },
      hazards: [{ id: "c", rate: "9 per node-day", kinds: [{ kind: "job.crash" }] }],
      recovery: { policy: () => { throw new Error("no idea") } } };`,
  });
  for (const workers of [2]) {
    const { code, err } = await ran(
      { experiment: join(at, "e.ts"), out: join(at, `kept-${workers}`), workers, json: false },
      at,
    );
    expect(err).toContain("no idea");
    expect(code).toBe(2);
  }
});

test("pages for CI say what held, and what nobody can tell", async () => {
  const at = folder({
    "e.yaml": crashing({
      campaign:
        "{ thresholds: [P(effectiveThroughput >= 10 %) >= 90 %, effectiveThroughput mean >= 99 %, P(effectiveThroughput >= 10 %) >= 99.9 %] }",
    }),
  });
  const [junit, markdown] = [join(at, "out/c.xml"), join(at, "out/c.md")];
  const { code, out } = await ran({ runs: 100, junit, markdown, json: false }, at);
  expect(code).toBe(1);
  const xml = readFileSync(junit, "utf8");
  expect(xml).toContain('tests="3" failures="1" errors="1"');
  expect(readFileSync(markdown, "utf8")).toContain("## ❌ FAIL: A small test");
  expect(out).toContain("effectiveThroughput over runs, from");
  expect(out).toContain("Worst runs by effectiveThroughput");
});

describe("what runs on a cluster", () => {
  test("is a Slurm array, or an Indexed Job, on a folder that all share", async () => {
    const slurm = await ran({ runs: 5_000, emit: "slurm", out: "shared/c", json: false });
    expect(slurm.code).toBe(0);
    expect(slurm.out).toContain("#SBATCH --array=0-9");
    expect(slurm.out).toContain('--shard "$SLURM_ARRAY_TASK_ID/10"');
    const job = await ran({ runs: 5_000, emit: "kubernetes", out: "shared/c", json: false });
    expect(parse(job.out)).toMatchObject({
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "ordeal-e" },
      spec: {
        completions: 10,
        completionMode: "Indexed",
        template: { spec: { restartPolicy: "Never", containers: [{ volumeMounts: [{ mountPath: "/campaign" }] }] } },
      },
    });
    expect(job.out).toContain('--shard \\"$JOB_COMPLETION_INDEX/10\\"');
  });

  test("is a Job as the Kubernetes API takes it, by its own schema", async () => {
    const { out } = await ran({ runs: 5_000, emit: "kubernetes", out: "shared/c", json: false });
    const written = parse(out) as ConstructorParameters<typeof Job>[0] & { spec: object };
    expect(() => new Job(written).validate()).not.toThrow();
    // What the schema does not have, it refuses: so it was looked at.
    expect(() => new Job({ ...written, spec: { ...written.spec, completions: "ten" } } as never).validate()).toThrow();
    expect(() => new Job({ ...written, spec: { completions: 10 } } as never).validate()).toThrow(/template/);
  });
});
