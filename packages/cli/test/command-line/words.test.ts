import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { flagsForWords } from "../../src/command-line/words.ts";
import { version } from "../../src/version.ts";
import { ordeal, ordealProcess } from "./command.ts";

test.each([
  [["help"], ["--help"]],
  [
    ["help", "run"],
    ["run", "--help"],
  ],
  [["version"], ["--version"]],
  [
    ["version", "run"],
    ["version", "run"],
  ],
  [
    ["completion", "zsh"],
    ["--completions", "zsh"],
  ],
  [
    ["run", "help.yaml"],
    ["run", "help.yaml"],
  ],
  [[], []],
])("%j is %j", (typed, meant) => expect(flagsForWords(typed)).toEqual(meant));

test("help, version and completion are words too", async () => {
  expect(await ordeal(["version"])).toMatchObject({ code: 0, out: `${version}\n` });
  expect((await ordeal(["help", "hunt"])).out).toContain("ordeal hunt EXPERIMENT");
  expect(await ordeal(["completion", "tcsh"])).toMatchObject({ code: 2 });
});

test("bash takes the completion script, and knows the command by it", async () => {
  const { code, out } = await ordealProcess(["completion", "bash"]);
  expect(code).toBe(0);
  const said = execFileSync("bash", ["-c", `${out}\ncomplete -p ordeal`], { encoding: "utf8" });
  expect(said).toMatch(/complete .*ordeal/);
  for (const verb of ["init", "run", "hunt", "replay"]) expect(out).toContain(verb);
});
