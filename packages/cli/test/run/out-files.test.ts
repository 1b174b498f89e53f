import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { main, program } from "../../../../test/support/program.ts";
import { shellWord } from "../../src/print/shell.ts";
import { whyNotKeep } from "../../src/run/out-files.ts";
import { outputsIn } from "../../src/run/outputs.ts";
import { ordeal } from "../command-line/command.ts";
import { folder, smallExperiment } from "../support.ts";

const run = { command: "pnpm ordeal run e.yaml --seed 7", loaded: { experiment: { title: "A", seed: 7 } } } as never;
const result = (command: string) => JSON.stringify({ ordeal: "0.1.0", command });
const start = (title: string, seed: number) => `${JSON.stringify({ ordeal: "0.1.0", title, seed })}\n{"seq":0}\n`;

const kept = (files: Readonly<Record<string, string>>, force = false) => {
  const at = folder(files);
  return { at, reason: () => whyNotKeep(outputsIn(at, "e"), run, force) };
};

describe("a run may be kept", () => {
  test.each([
    ["where nothing lies", {}],
    ["over what the same command came to", { "e.result.json": result("pnpm ordeal run e.yaml --seed 7") }],
    ["over the journal that the same run left when it was killed", { "e.journal.ndjson": start("A", 7) }],
  ])("%s", (_, files) => {
    expect(kept(files).reason()).toBeUndefined();
  });
});

describe("a run is not kept", () => {
  test.each([
    ["over what another command came to", { "e.result.json": result("pnpm ordeal run e.yaml --seed 8") }, /--seed 8/],
    ["over another run's journal", { "e.journal.ndjson": start("A", 8) }, /"A" with seed 8/],
    ["over what is no result", { "e.result.json": '{"diary": 1}' }, /is no result of a run/],
    ["over what is no journal", { "e.journal.ndjson": "dear diary" }, /is no journal/],
  ])("%s, unless it is forced", (_, files, why) => {
    expect(kept(files).reason()).toMatch(why);
    expect(kept(files).reason()).toContain("--force");
    expect(kept(files, true).reason()).toBeUndefined();
  });

  test("through a link, unless it is forced", () => {
    const { at, reason } = kept({ "diary.txt": "dear diary" });
    symlinkSync(join(at, "diary.txt"), join(at, "e.result.json"));
    expect(reason()).toMatch(/e\.result\.json is a link to .*diary\.txt/);
    expect(whyNotKeep(outputsIn(at, "e"), run, true)).toBeUndefined();
  });

  test.each(["e.result.json", "e.journal.ndjson"])("onto a FIFO at %s, forced or not: it would block", (name) => {
    for (const force of [false, true]) {
      const { at, reason } = kept({}, force);
      execFileSync("mkfifo", [join(at, name)]);
      expect(reason()).toContain("is a FIFO");
    }
  });

  test("over a folder", () => {
    const { at, reason } = kept({}, true);
    mkdirSync(join(at, "e.result.json"));
    expect(reason()).toContain("is a directory");
  });
});

test("a run that would write over another's result is refused with 2, and leaves it as it was", async () => {
  const at = folder({ "e.yaml": smallExperiment() });
  const args = ["run", join(at, "e.yaml"), "--out", at];
  expect((await ordeal(args)).code).toBe(0);
  const before = readFileSync(join(at, "e.result.json"), "utf8");
  const { code, err } = await ordeal([...args, "--seed", "8"]);
  expect(code).toBe(2);
  expect(err).toContain("holds what another command came to");
  expect(readFileSync(join(at, "e.result.json"), "utf8")).toBe(before);
  expect((await ordeal(args)).code).toBe(0);
  expect((await ordeal([...args, "--seed", "8", "--force"])).code).toBe(0);
});

test("a result that does not arrive on stdout is no pass", () => {
  const at = folder({ "e.yaml": smallExperiment() });
  const { command, args, env } = program(main, ["run", join(at, "e.yaml"), "--json"]);
  const shell = (sink: string) => `${[command, ...args].map(shellWord).join(" ")} ${sink}`;
  writeFileSync(join(at, "run.sh"), `${shell("> /dev/full")}\necho $?\n${shell("| true")}\necho \${PIPESTATUS[0]}\n`);
  const codes = execFileSync("bash", [join(at, "run.sh")], {
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  expect(codes).toBe("4\n4\n");
});
