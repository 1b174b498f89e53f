import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, smallExperiment } from "../support.ts";
import { ordealProcess } from "./command.ts";

test("a run that holds ends with 0, its stdout one JSON document without escapes", async () => {
  const at = folder({ "e.yaml": smallExperiment() });
  const env = { NO_COLOR: "1", FORCE_COLOR: undefined };
  const { code, out, err } = await ordealProcess(["run", join(at, "e.yaml"), "--json"], {
    env,
    from: "documented script",
  });
  expect(code).toBe(0);
  expect(JSON.parse(out).results).toHaveLength(1);
  expect(err).toContain("PASS");
  expect(err).not.toContain("\u001b");
});

test("a failed threshold ends with 1, and colour is shown where it is wanted", async () => {
  const at = folder({ "e.yaml": smallExperiment({ thresholds: "[effectiveThroughput >= 100 %]" }) });
  const { code, out } = await ordealProcess(["run", join(at, "e.yaml")], {
    env: { FORCE_COLOR: "1", NO_COLOR: undefined },
  });
  expect(code).toBe(1);
  expect(out).toContain("\u001b[31mFAIL");
  expect(out).toMatch(/Run it again: \S*pnpm ordeal run \S+e\.yaml --seed 7/);
});

test("bad input and bad usage end with 2", async () => {
  const at = folder({ "e.yaml": "seed: [" });
  expect((await ordealProcess(["check", join(at, "e.yaml")])).code).toBe(2);
  expect((await ordealProcess(["run", "--nonsense"])).code).toBe(2);
});

test("verbs that no other test runs as a process of their own do their work there", async () => {
  const at = folder();
  const here = (name: string) => join(at, name);
  const ended = async (expected: number, ...args: ReadonlyArray<string>) => {
    const { code, out, err } = await ordealProcess(args);
    expect(code, err).toBe(expected);
    return { out, err };
  };
  expect((await ended(0, "init", here("e.yaml"))).out).toContain("Wrote");
  await ended(0, "run", here("e.yaml"), "--out", at, "--set", "thresholds=[effectiveThroughput >= 1 %]");
  const result = here("e.result.json");
  await ended(0, "export", "perfetto", here("e.journal.ndjson"), "--out", here("trace.json"));
  expect(JSON.parse(readFileSync(here("trace.json"), "utf8"))).toHaveProperty("traceEvents");
  expect((await ended(0, "diff", result, result)).out).toContain("The two are the same.");
  await ended(0, "report", result, "--out", here("report.html"));
  expect(readFileSync(here("report.html"), "utf8")).toContain("<html");
  expect((await ended(0, "hook")).out).toContain("def event");
  const varied = ["--vary", "job.step=10 seconds", "--runs", "2", "--out", here("plan")];
  expect((await ended(4, "plan", here("e.yaml"), ...varied)).out).toContain("1 setting, 2 runs each");
  expect((await ended(2, "fit", here("gone"))).err).toContain("does not exist");
  expect((await ended(2, "compare", here("e.yaml"))).err).toContain("expected one of --live LAB");
});

/** What a run takes that is not over before somebody stops it. */
const long = {
  duration: "3650 days",
  checkpoint: "{ interval: 20 seconds, tiers: [{ stall: 1 second, persist: 1 second, load: 20 seconds }] }",
  thresholds: "[]",
};

/** Presses Ctrl-C when a journal has begun. */
const whenBegun = (journal: string) => (kill: () => void) => {
  const waiting = setInterval(() => {
    try {
      if (readFileSync(journal).length === 0) return;
    } catch {
      return;
    }
    clearInterval(waiting);
    setTimeout(kill, 300);
  }, 50);
};

test("Ctrl-C ends with 130, closes the journal and tells how far the run came", async () => {
  const at = folder({ "e.yaml": smallExperiment(long) });
  const journal = join(at, "e.journal.ndjson");
  const { code, out, err } = await ordealProcess(["run", join(at, "e.yaml"), "--out", at], {
    whenStarted: whenBegun(journal),
    from: "documented script",
  });
  expect(code).toBe(130);
  expect(out).toBe("");
  expect(err).toMatch(
    /Interrupted: "A small test" came to day \d+.*\nRun it again: pnpm ordeal run \S+e\.yaml --seed 7 --out \S+\n$/,
  );
  const lines = readFileSync(journal, "utf8").trimEnd().split("\n");
  expect(lines.at(-1)).toBe('{"complete":false,"reason":"interrupted"}');
  const events = lines.filter((line) => line.startsWith('{"seq":'));
  expect(events.every((line, index) => JSON.parse(line).seq === index)).toBe(true);
  expect(lines.at(-2)).toMatch(/"engine":"faults.healed","data":{"unhealed":\[\]}/);
});

test("Ctrl-C ends a replay with 130 as well, and tells how to replay it again", async () => {
  const timeline = "title: A diary\non: ./e.yaml\nfaults:\n  - { kind: job.crash, at: 1 hour }\n";
  const at = folder({ "e.yaml": smallExperiment(long), "t.yaml": timeline });
  const journal = join(at, "t.journal.ndjson");
  const { code, out, err } = await ordealProcess(["replay", join(at, "t.yaml"), "--out", at], {
    whenStarted: whenBegun(journal),
  });
  expect(code).toBe(130);
  expect(out).toBe("");
  expect(err).toMatch(/Interrupted: .* came to day \d+.*\nRun it again: pnpm ordeal replay \S+t\.yaml --out \S+\n$/);
  expect(readFileSync(journal, "utf8").trimEnd().split("\n").at(-1)).toBe('{"complete":false,"reason":"interrupted"}');
});
