import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shellAssignment, shellWord } from "../../src/print/shell.ts";

test("plain words stay as they are and others are quoted", () => {
  expect(shellWord("experiments/08-shenzhen.yaml")).toBe("experiments/08-shenzhen.yaml");
  expect(shellWord("it's here")).toBe("'it'\\''s here'");
  expect(shellAssignment("recovery.restart", "10 minutes")).toBe("recovery.restart='10 minutes'");
  expect(shellAssignment("hazards[0].rate", "5 per day")).toBe("'hazards[0].rate=5 per day'");
});

test("a shell reads every word back", () => {
  const words = fc.sample(
    fc.string({ unit: "grapheme", maxLength: 20 }).filter((word) => !word.includes("\0")),
    { seed: 1, numRuns: 200 },
  );
  const script = `printf '%s\\0' ${words.map((word) => (word === "" ? "''" : shellWord(word))).join(" ")}`;
  const { stdout } = spawnSync("sh", ["-c", script], { encoding: "utf8" });
  expect(stdout.split("\0").slice(0, -1)).toEqual(words);
});
