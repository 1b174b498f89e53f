import { readdirSync } from "node:fs";
import { join } from "node:path";
import { counterexampleText } from "@ordeal/explorer";
import * as Effect from "effect/Effect";
import { describe, expect, test } from "vitest";
import { Screen } from "../../src/screen.ts";
import { check } from "../../src/verbs/check.ts";
import { folder, keptScreen, root, smallExperiment } from "../support.ts";

const checked = async (files: ReadonlyArray<string>, json = false) => {
  const { screen, out, err } = keptScreen();
  const exitCode = await Effect.runPromise(check({ files, json }).pipe(Effect.provideService(Screen, screen)));
  return { exitCode, out: out(), err: err() };
};

const written = (files: Readonly<Record<string, string>>) => {
  const at = folder({ "on.yaml": smallExperiment(), ...files });
  return (name: string) => join(at, name);
};

const small = "title: What happened\non: ./on.yaml\nfaults:\n  - { kind: job.crash, at: 50 minutes }\n";
const crash = '{"kind":"job.crash","at":"50 minutes"}\n';
const lines = `{"title":"What happened","on":"./on.yaml"}\n${crash}`;

test("every incident of the fixtures is good, and so is the run that it struck", async () => {
  const incidents = join(root, "fixtures/incidents");
  const files = readdirSync(incidents).map((name) => join(incidents, name));
  const { exitCode, out, err } = await checked(files);
  expect(err).toBe("");
  expect(exitCode).toBe(0);
  expect(out).toContain(
    'bloom-176b.yaml: timeline "BLOOM-176B, March to July 2022", 7 faults (3 card.hang, 1 card.crash, 1 scheduler.stall, 1 job.crash, 1 card.slow), 2022-03-21 12:34 to 2022-05-17 22:00 UTC, settings change once, on ',
  );
  expect(out.trimEnd().split("\n")).toHaveLength(files.length);
});

test("a timeline is described in YAML as in NDJSON: by its faults, their time and its experiment", async () => {
  const waiting = '{"kind":"job.crash","on":{"event":"load.started"}}\n';
  const at = written({ "t.yaml": small, "t.ndjson": lines + waiting, "alone.ndjson": '{"title":"T"}\n' });
  const { exitCode, out } = await checked([at("t.yaml"), at("t.ndjson"), at("alone.ndjson")]);
  expect(exitCode).toBe(0);
  const [yaml, ndjson, alone] = out.split("\n");
  expect(yaml).toBe(
    `✓ ${at("t.yaml")}: timeline "What happened", 1 fault (1 job.crash), day 1, 00:50, on ${at("on.yaml")}`,
  );
  expect(ndjson).toBe(
    `✓ ${at("t.ndjson")}: timeline "What happened", 2 faults (2 job.crash), day 1, 00:50, 1 on an event or again and again, on ${at("on.yaml")}`,
  );
  expect(alone).toBe(`✓ ${at("alone.ndjson")}: timeline "T", 0 faults, no experiment of its own`);
});

test("a counterexample as a hunt saves it is a timeline", async () => {
  const text = counterexampleText({
    title: "Too slow: not with 1 fault",
    on: "./on.yaml",
    seed: 3,
    set: ["recovery.restart=10 minutes"],
    timeline: [{ id: "first", kind: "job.crash", at: 60_000_000 }],
    story: ["It crashed."],
  });
  const { exitCode, out } = await checked([written({ "t.timeline.yaml": text })("t.timeline.yaml")]);
  expect(exitCode).toBe(0);
  expect(out).toContain('timeline "Too slow: not with 1 fault", 1 fault (1 job.crash), day 1, 00:01, on ');
});

test("--json tells what a timeline holds; offsets become dates where it says when it starts", async () => {
  const dated = small.replace("on:", "startsAt: 2026-01-01T00:00:00Z\non:");
  const at = written({ "t.yaml": small, "dated.yaml": dated });
  const { out } = await checked([at("t.yaml"), at("dated.yaml")], true);
  const holds = { title: "What happened", faults: 1, kinds: { "job.crash": 1 }, on: at("on.yaml") };
  expect(JSON.parse(out)).toMatchObject({
    files: [
      { good: true, timeline: { ...holds, dates: null, offsetsUs: { from: 3_000_000_000, to: 3_000_000_000 } } },
      { good: true, timeline: { ...holds, dates: { from: "2026-01-01T00:50:00.000Z" }, offsetsUs: null } },
    ],
  });
});

test("more kinds than fit into a line are counted", async () => {
  const kinds = ["job.crash", "scheduler.stall", "storage.down", "card.hang", "node.crash", "card.hang", "card.crash"];
  const struck = (kind: string) => (/^card|^node/.test(kind) ? ',"component":"n7"' : "");
  const faults = kinds.map((kind) => `{"kind":"${kind}","at":"1 hour"${struck(kind)}}\n`);
  const at = written({ "t.ndjson": `{"title":"T"}\n${faults.join("")}` });
  expect((await checked([at("t.ndjson")])).out).toContain(
    "7 faults (2 card.hang, 1 job.crash, 1 scheduler.stall, 1 storage.down, 2 of other kinds)",
  );
});

test("lines are a timeline or a journal by what the first one says, and not by the file's name", async () => {
  const journal = '{"ordeal":"0.1.0","title":"A run","seed":1}\n';
  const at = written({ "timeline.journal.ndjson": lines, "run.ndjson": journal, "torn.journal.ndjson": '{"ord' });
  const { exitCode, out, err } = await checked([
    at("timeline.journal.ndjson"),
    at("run.ndjson"),
    at("torn.journal.ndjson"),
  ]);
  expect(exitCode).toBe(2);
  expect(out).toContain('timeline.journal.ndjson: timeline "What happened"');
  expect(out).toContain('run.ndjson: "A run", seed 1, 0 events');
  expect(err).toContain("torn.journal.ndjson:1 expected a journal");
});

describe("what is wrong is told with file and line", () => {
  const problem = async (name: string, text: string) => {
    const at = written({ [name]: text });
    const { exitCode, err } = await checked([at(name)]);
    expect(exitCode).toBe(2);
    return err.replaceAll(`${at("")}/`, "");
  };

  test("in YAML", async () => {
    expect(await problem("t.yaml", `${small}  - { kind: job.crash, at: soon }\n`)).toMatch(
      /^t\.yaml:5:28 faults\[1\]\.at: expected a time/,
    );
    expect(await problem("t.yaml", small.replace("on.yaml", "gone.yaml"))).toMatch(
      /^t\.yaml:2:5 on: expected an experiment: gone\.yaml does not exist\n/,
    );
    expect(await problem("t.yaml", `set: [recovery.restart]\n${small}`)).toMatch(
      /^t\.yaml:1:7 set\[0\]: expected path=/,
    );
  });

  test("in NDJSON", async () => {
    expect(await problem("t.ndjson", `${lines}{\n{"kind":"job.cra`)).toMatch(
      /^t\.ndjson:3:1: expected one JSON object\nt\.ndjson:4:1: is torn/,
    );
    expect(await problem("t.ndjson", lines.replace("on.yaml", "gone.yaml"))).toMatch(
      /^t\.ndjson:1:1 on: expected an exp/,
    );
    expect(await problem("t.ndjson", "")).toMatch(/^t\.ndjson:1:1: is empty/);
  });

  test("in the experiment that it belongs to", async () => {
    const at = written({ "bad.yaml": smallExperiment({ seed: "-1" }), "t.yaml": small.replace("on.yaml", "bad.yaml") });
    const { exitCode, err } = await checked([at("t.yaml")]);
    expect(exitCode).toBe(2);
    expect(err).toContain("bad.yaml:2:7 seed: ");
    expect(err).toContain(`check it: pnpm ordeal check ${at("t.yaml")}`);
  });

  test("in a file that is neither an experiment nor a timeline", async () => {
    const neither = /^t\.yaml:1:1: is neither an experiment nor a timeline: expected a mapping/;
    expect(await problem("t.yaml", "title: A\ncluster: { name: a, nodes: 1 }\n")).toMatch(neither);
    expect(await problem("t.yaml", "- a list\n")).toMatch(neither);
    // What was to be included may have said which.
    expect(await problem("t.yaml", "use: ./gone.yaml\n")).not.toMatch(/is neither/);
  });

  test("in a file that is more the one than the other, as that one", async () => {
    expect(await problem("t.yaml", `${small}firstStep: 3\nduration: 1 hour\n`)).toMatch(/duration: is not a field/);
    expect(await problem("t.yaml", "title: A\nduration: 1 hour\nnote: n\njob: { nodes: 1 }\n")).toMatch(
      /checkpoint: is required/,
    );
  });
});
