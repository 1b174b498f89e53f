import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder } from "../support.ts";
import { call, sound, weak } from "./support.ts";

/** The file of a timeline with these faults. */
const timeline = (...faults: ReadonlyArray<string>): string =>
  join(
    folder({ "given.yaml": `title: Given\nfaults:\n${faults.map((one) => `  - ${one}\n`).join("")}` }),
    "given.yaml",
  );

const foreign = () => timeline("{ kind: card.crash, at: 1 hour, component: rack-7-host-3 }");

describe("an example", () => {
  test("that breaks the target is found at once", async () => {
    const experiment = weak();
    const { out } = await call({ experiment, json: true });
    const { files, timeline: found } = JSON.parse(out).counterexample;
    const again = await call({ experiment, json: true, seed: 77, example: [files.timeline] });
    expect(again.exitCode).toBe(1);
    const { counterexample, timelines } = JSON.parse(again.out);
    expect(timelines).toBe(2);
    expect(counterexample.found.index).toBe(1);
    expect(counterexample.timeline).toEqual(found);
  });

  test("is tried, and so is the run as it is, however short the search", async () => {
    const example = [timeline("{ kind: job.crash, at: 1 hour }"), timeline("{ kind: job.crash, at: 2 hours }")];
    for (const limit of [{ time: "1 micro" }, { timelines: 1 }]) {
      const { out } = await call({ experiment: sound(), example, json: true, ...limit });
      expect(JSON.parse(out)).toMatchObject({ found: false, timelines: 3 });
    }
  });

  test("may lie beyond the budget, and then what it is shrunk to is said to", async () => {
    const three = ["50 minutes", "80 minutes", "110 minutes"].map((at) => `{ kind: job.crash, at: ${at} }`);
    const experiment = sound({ thresholds: "[interruptions <= 2]" });
    const { exitCode, out } = await call({ experiment, example: [timeline(...three)], timelines: 1 });
    expect(exitCode).toBe(1);
    expect(out).toContain("3 faults (found at timeline 1, shrunk in ");
    expect(out).toContain("same journal), NOT within");
  });
});

describe("an example is refused, before anything is tried,", () => {
  test.each([
    ["is not there", () => "gone.yaml", /gone\.yaml: does not exist/],
    [
      "has a time that is none",
      () => timeline("kind: job.crash\n    at: teatime"),
      /given\.yaml:4:9 faults\[0\]\.at: /,
    ],
    [
      "names components of another cluster",
      foreign,
      /given\.yaml:3:\d+ faults\[0\]\.component: names a component of an/,
    ],
    [
      "strikes what is not there",
      () => timeline("{ kind: card.crash, at: 1 hour, target: sn09/n00/c0 }"),
      /given\.yaml:3:\d+ faults\[0\]\.target: sn09\/n00\/c0 does not exist/,
    ],
    [
      "strikes after the end",
      () => timeline("{ kind: job.crash, at: 1 hour }", "{ kind: job.crash, at: 3 hours }"),
      /given\.yaml:4:\d+ faults\[1\]\.at: expected a time before the run ends/,
    ],
  ])("when it %s", async (_, file, said) => {
    const { exitCode, out, err } = await call({ experiment: weak(), example: [file()] });
    expect(exitCode).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(said);
    expect(err).toContain("nothing was tried");
  });

  test("together with every other that is bad", async () => {
    const { err } = await call({ experiment: weak(), example: ["gone.yaml", foreign()] });
    expect(err).toContain("2 problems; nothing was tried");
  });
});
