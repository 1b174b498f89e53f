import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { ordeal } from "../packages/cli/test/command-line/command.ts";
import { root } from "./support/program.ts";

/** The README and the pages of `docs/`, by their path. */
const pages = new Map(
  [
    "README.md",
    "CONTRIBUTING.md",
    ...readdirSync(join(root, "docs"), { recursive: true }).map((file) => `docs/${file}`),
  ]
    .filter((path) => path.endsWith(".md"))
    .map((path) => [path, readFileSync(join(root, path), "utf8")] as const),
);
const page = (path: string): string => pages.get(path) ?? "";

/** What a command prints, whatever its exit code. */
const printed = async (args: ReadonlyArray<string>): Promise<string> => (await ordeal(args)).out;

/** The first block of a page that shows what a command prints. */
const shown = (path: string): string => /^```text\n([\s\S]*?)^```/m.exec(page(path))?.[1] ?? "";

/** Lines as they are printed, less those that the README cuts short. */
const linesOf = (text: string): ReadonlyArray<string> =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.includes("…"));

describe("what the pages show is what is printed", () => {
  const expectShown = async (path: string, ...args: ReadonlyArray<string>) => {
    const lines = new Set(linesOf(await printed(args)));
    const expected = linesOf(shown(path));
    expect(expected.length).toBeGreaterThan(5);
    expect(expected.filter((line) => !lines.has(line))).toEqual([]);
  };

  test("of the reference experiment", () =>
    expectShown("README.md", "run", "experiments/08-shenzhen-thirty-days.yaml"));

  test("of a hunt", async () => {
    const out = mkdtempSync(join(tmpdir(), "ordeal-"));
    try {
      await expectShown("docs/hunt.md", "hunt", "experiments/11-hunt-one-supernode.yaml", "--out", out);
    } finally {
      rmSync(out, { recursive: true });
    }
  });

  test("of a fit", async () => {
    const out = mkdtempSync(join(tmpdir(), "ordeal-"));
    try {
      const timeline = "fixtures/records/year-of-64-nodes.yaml";
      await expectShown("docs/fit.md", "fit", timeline, "--out", join(out, "ours.yaml"));
    } finally {
      rmSync(out, { recursive: true });
    }
  });

  test.each([
    ["docs/campaign.md", ["campaign", "experiments/08-shenzhen-thirty-days.yaml", "--runs", "200"]],
    [
      "docs/plan.md",
      ["plan", "experiments/08-shenzhen-thirty-days.yaml", "--vary", "cluster.nodes=1690,1696,1750", "--runs", "200"],
    ],
  ])("of %s", async (path, args) => {
    const out = mkdtempSync(join(tmpdir(), "ordeal-"));
    try {
      await expectShown(path, ...args, "--out", join(out, "kept"));
    } finally {
      rmSync(out, { recursive: true });
    }
  });

  test("of a replay", () =>
    expectShown(
      "docs/replay.md",
      "replay",
      "fixtures/incidents/bloom-176b.yaml",
      "--vary",
      "checkpoint.interval=30 minutes",
    ));
});

describe("what the pages point to", () => {
  const targets = [...pages].flatMap(([path, text]) => [
    ...[...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(([, link = ""]) => join(dirname(path), link)),
    ...[...text.matchAll(/\b(?:experiments|fixtures)\/[\w./-]+\.(?:yaml|ts)\b/g)].map(([file]) => file),
  ]);

  test.each([...new Set(targets)])("%s is there", (path) => {
    expect(existsSync(join(root, path))).toBe(true);
  });
});

test("the README is short: at most 8 kB", () => {
  expect(Buffer.byteLength(page("README.md"))).toBeLessThanOrEqual(8_000);
});

describe("every experiment that a page shows", () => {
  const blocks = [...pages].flatMap(([path, text]) =>
    [...text.matchAll(/^```(yaml|ts)\n([\s\S]*?)^```/gm)]
      .map(([, language = "", block = ""]) => ({ path, language, block }))
      .filter(({ language, block }) =>
        language === "yaml" ? block.startsWith("title:") : block.includes("export default experiment("),
      ),
  );

  test("is there", () => expect(blocks.length).toBeGreaterThan(3));

  test.each(blocks)("passes check: $path", async ({ language, block }) => {
    // In the repository, so that a module finds the packages that it imports.
    const folder = mkdtempSync(join(root, "test", "shown-"));
    try {
      const file = join(folder, `shown.${language}`);
      writeFileSync(file, block);
      const { files } = JSON.parse(await printed(["check", file, "--json"]));
      expect(files[0]).toMatchObject({ problems: [] });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
