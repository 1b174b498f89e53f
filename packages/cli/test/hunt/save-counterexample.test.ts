import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { call as replay } from "../replay/support.ts";
import { folder, root } from "../support.ts";
import { call, sound, weak } from "./support.ts";

const foundIn = (experiment: string, name = ""): string => join(experiment, "../found", name);

describe("what a hunt saves", () => {
  test("stays beside what it saves later, and is saved but once", async () => {
    const experiment = weak();
    await call({ experiment });
    const first = readFileSync(foundIn(experiment, "small-seed-1.timeline.yaml"), "utf8");
    await call({ experiment });
    await call({ experiment, set: ["thresholds=[recoveryTime max <= 3 minutes]"] });
    expect(readdirSync(foundIn(experiment)).filter((name) => name.endsWith(".yaml"))).toHaveLength(2);
    expect(readFileSync(foundIn(experiment, "small-seed-1.timeline.yaml"), "utf8")).toBe(first);
    const second = readFileSync(foundIn(experiment, "small-seed-1-2.timeline.yaml"), "utf8");
    expect(parse(second)).toMatchObject({ set: ["thresholds=[recoveryTime max <= 3 minutes]"] });
    expect(readFileSync(foundIn(experiment, "small-seed-1-2.test.ts"), "utf8")).toContain(
      'new URL("./small-seed-1-2.timeline.yaml", import.meta.url)',
    );
  });

  test("is not written over by another of its name that cannot be read", async () => {
    const experiment = weak();
    await call({ experiment });
    const file = foundIn(experiment, "small-seed-1.timeline.yaml");
    writeFileSync(file, "faults: [");
    await call({ experiment });
    expect(readFileSync(file, "utf8")).toBe("faults: [");
    expect(readdirSync(foundIn(experiment))).toContain("small-seed-1-2.timeline.yaml");
  });

  test("takes the place of what was shrunk less far", async () => {
    const experiment = weak();
    const { command } = JSON.parse((await call({ experiment, json: true })).out);
    const file = foundIn(experiment, "small-seed-1.timeline.yaml");
    const whole = readFileSync(file, "utf8");
    const before = command.replace(/\.\d+$/, "");
    expect(before).toMatch(/:\d[\d.]*$/);
    const rougher = whole.replace(command, before).replace(/duration: \S+ \w+/, "duration: 59 minutes");
    expect(rougher).toContain("59 minutes");
    writeFileSync(file, rougher);
    await call({ experiment, path: before.slice(before.lastIndexOf(" ") + 1) });
    expect(readFileSync(file, "utf8")).toBe(whole);
    expect(readdirSync(foundIn(experiment))).toHaveLength(2);
  });

  test("is a test that runs where it finds what it imports, and only there is it said how", async () => {
    const elsewhere = await call({ experiment: weak() });
    expect(elsewhere.out).toMatch(/As a test: +not from there, where @ordeal\/cli is not found/);
    const out = join(root, "packages/cli", `found-${process.pid}`);
    onTestFinished(() => rmSync(out, { recursive: true, force: true }));
    const here = await call({ experiment: weak(), out, json: true });
    expect(here.err).toContain(`pnpm vitest run --root ${out}\n`);
    expect(JSON.parse(here.out).counterexample.files.command).toBe(`pnpm vitest run --root ${out}`);
  });
});

describe("what a hunt saves fails again under replay", () => {
  const replayed = async (given: Parameters<typeof call>[0]) => {
    const { out } = await call({ ...given, json: true });
    const { timeline } = JSON.parse(out).counterexample.files;
    const again = await replay(timeline, { json: true });
    return { exitCode: again.exitCode, result: JSON.parse(again.out).results[0] };
  };

  test("with the overrides of its hunt", async () => {
    const set = ["recovery.restart=10 minutes", "seed=9", "thresholds=[recoveryTime max <= 5 minutes]"];
    const { exitCode, result } = await replayed({ experiment: sound({ budget: "at most 1 card.crash fault" }), set });
    expect(exitCode).toBe(1);
    expect(result).toMatchObject({ seed: 9, verdict: "fail" });
  });

  test("although the experiment would have stopped before", async () => {
    const { exitCode, result } = await replayed({ experiment: weak({ stopWhen: "[downtime > 1 minute]" }) });
    expect(exitCode).toBe(1);
    expect(result).toMatchObject({ verdict: "fail", stopped: null });
    expect(result.thresholds).toMatchObject([{ expression: "lostWork max <= 7 minutes", held: false }]);
  });

  test("where an invariant alone is broken", async () => {
    const experiment = join(root, "fixtures/policies/trusts-an-unfinished-checkpoint.ts");
    const { exitCode, result } = await replayed({ experiment, out: join(folder(), "found") });
    expect(exitCode).toBe(1);
    expect(result.verdict).toBe("fail");
    expect(result.findings).toMatchObject([{ reason: expect.stringContaining('invariant "no bad resume"') }]);
  });
});
