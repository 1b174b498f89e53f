import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { describeShared } from "./support/describe-shared.ts";
import { main, program, root, start } from "./support/program.ts";
import { sharedPath } from "./support/shared-folder.ts";

// The YAML parser is a dependency of the command, not of the tests.
const { parse } = createRequire(new URL("../packages/cli/package.json", import.meta.url))("yaml") as {
  readonly parse: (text: string) => Readonly<Record<string, unknown>>;
};

const page = readFileSync(join(root, "docs/spares.md"), "utf8");

/** The words of a command as a shell takes them. */
const words = (line: string): ReadonlyArray<string> =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, plain]) => single ?? double ?? plain ?? "");

/** `… N spares hold P(…): p % [a %, b %]; M do not: … (nodes down: mean on average, p99 …).` */
const SENTENCE =
  /(\d+) spares hold (P\([^)]*\) >= [\d.]+ %): ([\d.]+) % \[([\d.]+) %, ([\d.]+) %\]; (\d+) do not: ([\d.]+) % \[.*?\] \(nodes down: ([\d.]+) on average, p99 ([\d.]+)\)\./g;

const saidIn = (text: string) =>
  [...text.matchAll(SENTENCE)].map(([, enough, , probability, from, to, fewer, lower, down]) => ({
    enough: Number(enough),
    probability: Number(probability),
    from: Number(from),
    to: Number(to),
    fewer: Number(fewer),
    lower: Number(lower),
    down: Number(down),
  }));

/** What a file of hazards says, less what it is called and where it comes from. */
const lawsIn = (file: string) => {
  const { id: _, source: __, "x-fitted": ___, ...laws } = parse(readFileSync(file, "utf8"));
  return laws;
};

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command of the page, its files in a folder of their own. */
const say = (line: string, at: string, ...more: ReadonlyArray<string>): Promise<Said> => {
  const [, , ...args] = words(line.replaceAll("../shared/", `${sharedPath("")}/`));
  const placed = args.map((word) =>
    word === "trace.yaml" || word === "ours.yaml"
      ? join(at, word)
      : word.replace("=../ours.yaml", `=${relative(join(root, "experiments"), join(at, "ours.yaml"))}`),
  );
  const { command, args: all, env } = program(main, [...placed, ...more]);
  const child = start(command, all, { env: { ...env, NO_COLOR: "1", FORCE_COLOR: undefined } });
  const said = { out: "", err: "" };
  child.stdout?.on("data", (chunk) => (said.out += chunk));
  child.stderr?.on("data", (chunk) => (said.err += chunk));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, ...said })));
};

describeShared("traces/infinitehbd/fault_trace.json", "the four commands from a trace to a decision", () => {
  test("end in how many spares hold and how many do not, as many nodes being down as in the fit", async () => {
    const at = mkdtempSync(join(tmpdir(), "ordeal-spares-"));
    onTestFinished(() => rmSync(at, { recursive: true }));
    const [importing = "", fitting = "", campaign = "", planning = ""] =
      /```sh\n([\s\S]*?)```/.exec(page)?.[1]?.trim().split("\n") ?? [];
    // Few and short runs: the page has the real ones.
    const few = ["--set", "duration=120 days", "--runs", "100"];
    const imported = await say(importing, at);
    expect(imported, imported.err).toMatchObject({ code: 0, err: expect.stringContaining("584 faults") });

    const fitted = await say(fitting, at);
    expect(fitted.code, fitted.err).toBe(0);
    const shown = (/```text\n(nodes: 583[\s\S]*?)```/.exec(page)?.[1] ?? "").split("\n").map((line) => line.trim());
    const printed = new Set(fitted.out.split("\n").map((line) => line.trim()));
    expect(shown.length).toBeGreaterThan(10);
    expect(shown.filter((line) => line !== "…" && line !== "" && !printed.has(line))).toEqual([]);
    expect(lawsIn(join(at, "ours.yaml"))).toEqual(lawsIn(join(root, "fixtures/hazards/infinitehbd.yaml")));

    const sure = await say(campaign, at, ...few, "--out", join(at, "campaign"));
    // So few cannot always tell.
    expect([0, 4], sure.err).toContain(sure.code);
    expect(sure.out).toContain("nodesDown mean");

    const some = planning.replace(/job.nodes=\S+/, "job.nodes=394,386,360").replace(/ --runs \d+/, "");
    const planned = await say(some, at, ...few, "--out", join(at, "plan"));
    expect(planned.code, planned.err).toBe(0);
    const sentences = saidIn(planned.out);
    expect(sentences.length, planned.out).toBe(2);
    const [asTheyWere, shorter] = sentences;
    for (const { enough, fewer, probability, from, to, lower, down } of sentences) {
      expect(enough).toBeGreaterThan(fewer);
      expect(from).toBeGreaterThanOrEqual(95);
      expect(to).toBeGreaterThanOrEqual(probability);
      expect(lower).toBeLessThan(95);
      expect(down).toBeLessThan(enough);
    }
    expect(asTheyWere?.enough).toBeGreaterThan(shorter?.enough ?? 0);
    const [, low, high] = /down at once, mean +[\d.]+ +[\d.]+ +([\d.]+) … ([\d.]+)/.exec(fitted.out) ?? [];
    expect(asTheyWere?.down).toBeGreaterThan(Number(low));
    expect(asTheyWere?.down).toBeLessThan(Number(high));
  }, 120_000);
});

test("the page's sentences have the shape of those that are printed, and the README repeats the first", () => {
  const [first, second] = saidIn(page);
  expect(second).toBeDefined();
  const readme = readFileSync(join(root, "README.md"), "utf8");
  expect(readme).toContain(`${first?.enough} spares hold 95 % with probability ${first?.probability} %`);
  expect(readme).toContain(`; ${first?.fewer} do not`);
});
