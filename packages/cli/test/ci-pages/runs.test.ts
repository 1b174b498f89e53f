import { readFileSync } from "node:fs";
import { join } from "node:path";
import { XMLParser } from "fast-xml-parser";
import { expect, test } from "vitest";
import { ordeal } from "../command-line/command.ts";
import { folder, smallExperiment } from "../support.ts";

const parse = (file: string) =>
  new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "" }).parse(readFileSync(file, "utf8")).testsuites;

test("runs are told as JUnit and Markdown: a case for each threshold, and what else decides", async () => {
  const at = folder({
    "held.yaml": smallExperiment({ title: "Holds & <stays>" }),
    "broken.yaml": smallExperiment({
      title: "Breaks",
      thresholds: "[effectiveThroughput >= 99.9 %, recoveryTime max <= 10 minutes]",
    }),
    "unknown.yaml": smallExperiment({ title: "Nobody knows", faults: "[]", thresholds: "[lostWork max <= 1 hour]" }),
  });
  const [junit, markdown] = [join(at, "ci/runs.xml"), join(at, "ci/runs.md")];
  const files = ["held", "broken", "unknown"].map((name) => join(at, `${name}.yaml`));
  const { code } = await ordeal(["run", ...files, "--junit", junit, "--markdown", markdown]);
  expect(code).toBe(1);
  const { tests, failures, errors, testsuite } = parse(junit);
  expect([tests, failures, errors]).toEqual(["4", "1", "1"]);
  const cases = testsuite.testcase as ReadonlyArray<Record<string, { readonly message: string }>>;
  expect(cases.map(({ name }) => name)).toEqual([
    "Holds & <stays>: effectiveThroughput >= 80 %",
    "Breaks: effectiveThroughput >= 99.9 %",
    "Breaks: recoveryTime max <= 10 minutes",
    "Nobody knows: lostWork max <= 1 hour",
  ]);
  expect(cases[1]?.failure?.message).toMatch(/found 0\.\d+/);
  expect(cases[3]?.error?.message).toContain("nothing to measure");
  const page = readFileSync(markdown, "utf8");
  for (const line of [
    "## ✅ PASS: Holds & <stays>",
    "## ❌ FAIL: Breaks",
    "## ❓ UNKNOWN: Nobody knows",
    "**no**",
    "Again: `pnpm ordeal run",
  ])
    expect(page).toContain(line);
});

test("a page that cannot be written leaves the verdict unknown, and says why", async () => {
  const at = folder({ "held.yaml": smallExperiment() });
  const { code, err } = await ordeal(["run", join(at, "held.yaml"), "--junit", "/dev/null/runs.xml"]);
  expect([code, err]).toEqual([4, expect.stringContaining("/dev/null/runs.xml cannot be written: ")]);
});

test("a replay tells its verdict as JUnit and Markdown, by the same mechanism", async () => {
  const at = folder({
    "on.yaml": smallExperiment({ thresholds: "[effectiveThroughput >= 99.9 %]" }),
    "t.yaml":
      "title: What happened\non: ./on.yaml\nfaults: [{ kind: card.crash, target: sn00/n01/c3, at: 50 minutes }]\n",
  });
  const [junit, markdown] = [join(at, "t.xml"), join(at, "t.md")];
  const { code } = await ordeal(["replay", join(at, "t.yaml"), "--junit", junit, "--markdown", markdown]);
  expect(code).toBe(1);
  const { tests, failures, testsuite } = parse(junit);
  expect([tests, failures, testsuite.name]).toEqual(["1", "1", "ordeal replay"]);
  expect(testsuite.testcase).toMatchObject({ name: "What happened: effectiveThroughput >= 99.9 %" });
  expect(testsuite.testcase["system-out"]).toContain("pnpm ordeal replay");
  expect(readFileSync(markdown, "utf8")).toContain("## ❌ FAIL: What happened");
  const { code: unwritten, err } = await ordeal(["replay", join(at, "t.yaml"), "--junit", "/dev/null/t.xml"]);
  expect([unwritten, err]).toEqual([1, expect.stringContaining("/dev/null/t.xml cannot be written: ")]);
});

test("a run that breaks off is an error of the pages, and not missing from them", async () => {
  const at = folder({ "held.yaml": smallExperiment(), "lost.yaml": smallExperiment({ title: "Lost" }) });
  const [junit, markdown] = [join(at, "r.xml"), join(at, "r.md")];
  const nobody = ["--agent", "ws://127.0.0.1:9"];
  const { code } = await ordeal(["run", join(at, "lost.yaml"), ...nobody, "--junit", junit, "--markdown", markdown]);
  expect(code).toBe(4);
  const { tests, errors, testsuite } = parse(junit);
  expect([tests, errors]).toEqual(["1", "1"]);
  expect(testsuite.testcase).toMatchObject({ name: "Lost", error: { type: "broken" } });
  expect(readFileSync(markdown, "utf8")).toContain("## ❓ UNKNOWN: Lost");
});
