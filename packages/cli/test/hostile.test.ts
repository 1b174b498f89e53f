import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { describeShared } from "../../../test/support/describe-shared.ts";
import { sharedPath } from "../../../test/support/shared-folder.ts";
import { readModule } from "../src/files/javascript.ts";
import { ordeal, ordealProcess } from "./command-line/command.ts";
import { folder } from "./support.ts";

/** What a file of hostile hands does to a command. */
const attempt = async (...args: ReadonlyArray<string>) => {
  const startedMs = performance.now();
  const { code, out, err } = await ordeal(args);
  return { code, out, err, tookMs: performance.now() - startedMs };
};

/** What a busy machine takes for itself is none of the file's doing. */
const START_MS = 4_000;

describeShared("cases/hostile", "files of hostile hands", () => {
  const place = () => {
    const at = folder();
    for (const name of readdirSync(sharedPath("cases/hostile")))
      copyFileSync(sharedPath(`cases/hostile/${name}`), join(at, name));
    return (name: string) => join(at, name);
  };

  describe("an experiment whose run would never end", () => {
    test.each([
      ["steps.yaml", "saves of tier", [["check"], ["run", "--json"], ["run", "--dry-run"], ["hunt"]]],
      ["flap.yaml", "times that a link flaps", [["check"], ["run", "--json"]]],
      ["life.yaml", "lives of hazard", [["check"], ["run", "--json"]]],
    ])("%s is refused by every verb, with the arithmetic and what allows it", async (name, what, verbs) => {
      const file = place()(name);
      for (const verb of verbs) {
        const { code, out, err, tookMs } = await attempt(...verb, file);
        expect(code, verb.join(" ")).toBe(2);
        expect(err).toContain(`${file}:`);
        expect(err).toMatch(new RegExp(`comes to about [\\d,]+ events in a run.*${what}.*--allow-events \\d+`));
        expect(tookMs).toBeLessThan(START_MS);
        if (verb.includes("--json")) expect(JSON.parse(out).problems).toHaveLength(1);
      }
    });

    test.each(["crashes.yaml", "relapse.yaml"])("%s is refused for its relapses", async (name) => {
      const { code, err } = await attempt("check", place()(name));
      expect(code).toBe(2);
      expect(err).toContain(
        "expected less than 100 %: a component that fails again after every repair does so for ever",
      );
    });

    test("crashes.yaml is refused when its relapses are not without end", async () => {
      const file = place()("crashes.yaml");
      writeFileSync(file, readFileSync(file, "utf8").replace("100 %", "99 %"));
      const { code, err } = await attempt("run", file);
      expect(code).toBe(2);
      expect(err).toContain("--allow-events");
    });
  });

  test("60,000 keys in one mapping are refused or read within 2 s", async () => {
    const at = place();
    const keys = Array.from({ length: 60_000 }, (_, index) => `k${index + 1}: 1\n`).join("");
    for (const [name, text] of [
      ["keys.yaml", `${readFileSync(at("ok.yaml"), "utf8")}${keys}`],
      ["keys.json", JSON.stringify(Object.fromEntries(Array.from({ length: 60_000 }, (_, nth) => [`k${nth}`, 1])))],
    ] as const) {
      writeFileSync(at(name), text);
      const { code, err, tookMs } = await attempt("check", at(name));
      expect(code).toBe(2);
      expect(err).toContain(at(name));
      expect(tookMs).toBeLessThan(2_000 + START_MS);
    }
  });

  describe("a module", () => {
    test.each([
      ["exit0.ts", "called process.exit(0)"],
      ["then.ts", "exports a promise that never comes to a value"],
      ["never.mts", "waits for something that never comes"],
      ["late.ts", "threw after it was loaded: later"],
    ])("%s is refused with its name within a deadline, and stdout stays JSON", async (name, why) => {
      const file = place()(name);
      const { code, out, err, tookMs } = await attempt("run", file, "--json");
      expect(code).toBe(2);
      expect(err).toContain(`${file}`);
      expect(err).toContain(why);
      expect(err).not.toMatch(/^ +at /m);
      expect(JSON.parse(out).problems).toHaveLength(1);
      expect(tookMs).toBeLessThan(9_000 + START_MS);
    });

    test("loop.ts is ended when its time is over, and refused", async () => {
      const file = place()("loop.ts");
      const { problems } = await readModule(file, file, { loadMs: 1_500, graceMs: 500 });
      expect(problems).toMatchObject([
        { place: { source: file }, message: expect.stringContaining("did not load within 1.5 s") },
      ]);
    });

    test("logs.ts prints on stderr, and is run", async () => {
      const { code, out, err } = await ordealProcess(["run", place()("logs.ts"), "--json"]);
      expect(code).toBe(0);
      expect(JSON.parse(out).results).toHaveLength(1);
      expect(err).toContain("noise on stdout");
    });
  });

  test("a pattern that backtracks ends at once", async () => {
    const at = place();
    const { code, err, tookMs } = await attempt(
      "import",
      "csv",
      at("redos.csv"),
      "--mapping",
      at("redos.mapping.yaml"),
    );
    expect(code).toBe(2);
    expect(err).toContain("no rule of the mapping fits");
    expect(tookMs).toBeLessThan(2_000 + START_MS);
  });
});

/** Modules that behave when they are loaded, and whose functions do not. */
const functions: ReadonlyArray<readonly [name: string, body: string, why: string]> = [
  // That one which is at work all the time is cut short as well: `interruptible.test.ts`.
  ["never answers", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);", "did not answer within"],
  ["ends the process", "process.exit(0);", "called process.exit(0)"],
  ["prints", 'console.log("noise"); process.stdout.write("more"); return known.mtbfUs;', ""],
];

describe("a function of a module that", () => {
  let experiment = "";
  beforeAll(() => {
    experiment = JSON.stringify({
      title: "With a function",
      duration: "3 hours",
      cluster: { name: "small", nodes: 6, nodesPerSupernode: 6 },
      job: { nodes: 4, step: "10 seconds" },
      hazards: [{ id: "h", rate: "1 per hour", kinds: [{ kind: "job.crash" }] }],
      thresholds: ["effectiveThroughput >= 1 %"],
    });
  });

  test.each(functions)("%s", async (_, body, why) => {
    const at = folder({});
    const file = join(at, "e.ts");
    const tiers = '[{ stall: "10 seconds", persist: "30 seconds", load: "20 seconds" }]';
    writeFileSync(
      file,
      `export default { ...${experiment}, checkpoint: { interval: (known) => { ${body} }, tiers: ${tiers} } };\n`,
    );
    const { code, out, err } = await ordealProcess(["run", file, "--json"]);
    expect(code).toBe(why === "" ? 0 : 2);
    expect(JSON.parse(out)).toHaveProperty(why === "" ? "results" : "problems");
    expect(err).toContain(why === "" ? "noise" : why);
    expect(err).toContain(why === "" ? "more" : file);
  });
});
