import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { main, program, root, start } from "./support/program.ts";

const readme = readFileSync(join(root, "README.md"), "utf8");

/** What a command prints, whatever its exit code. */
const printed = (args: ReadonlyArray<string>): Promise<string> => {
  const { command, args: all, env } = program(main, args);
  const child = start(command, all, { env: { ...env, NO_COLOR: "1", FORCE_COLOR: undefined } });
  let out = "";
  child.stdout?.on("data", (chunk) => (out += chunk));
  return new Promise((resolve) => child.on("close", () => resolve(out)));
};

/** The blocks of text that show what a command prints, in their order. */
const shown = [...readme.matchAll(/^```text\n([\s\S]*?)^```/gm)].map(([, block = ""]) => block);

/** Lines as they are printed, less those that the README cuts short. */
const linesOf = (text: string): ReadonlyArray<string> =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.includes("…"));

describe("what the README shows is what is printed", () => {
  const expectShown = async (block: number, ...args: ReadonlyArray<string>) => {
    const lines = new Set(linesOf(await printed(args)));
    const expected = linesOf(shown[block] ?? "");
    expect(expected.length).toBeGreaterThan(5);
    expect(expected.filter((line) => !lines.has(line))).toEqual([]);
  };

  test("of the reference experiment", () => expectShown(0, "run", "experiments/08-shenzhen-thirty-days.yaml"));

  test("of a hunt", async () => {
    const out = mkdtempSync(join(tmpdir(), "ordeal-"));
    try {
      await expectShown(1, "hunt", "experiments/11-hunt-one-supernode.yaml", "--out", out);
    } finally {
      rmSync(out, { recursive: true });
    }
  });

  test("of a replay", () =>
    expectShown(2, "replay", "fixtures/incidents/bloom-176b.yaml", "--vary", "checkpoint.interval=30 minutes"));
});

describe("what the README points to", () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link = ""]) => link);
  const files = [...readme.matchAll(/\b(?:experiments|fixtures)\/[\w./-]+\.(?:yaml|ts)\b/g)].map(([file]) => file);

  test.each([...new Set([...links, ...files])])("%s is there", (path) => {
    expect(existsSync(join(root, path))).toBe(true);
  });
});
