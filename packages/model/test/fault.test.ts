import { describe, expect, test } from "vitest";
import { DAY_US, eventTypeNames, type FaultKind, FaultSpec, faultKindNames, HOUR_US, SECOND_US } from "../src/index.ts";
import { type Fields, parametersOf } from "./fault-parameters.ts";
import { nonsense, read, refused } from "./support.ts";

const start = { at: "1 hour" };
const fault = (kind: FaultKind, more: Fields = {}): Fields => ({ kind, ...start, ...parametersOf[kind].good, ...more });

describe.each(faultKindNames)("a %s fault", (kind) => {
  const { good, decoded, bad, required } = parametersOf[kind];

  test("is read with its parameters and defaults", () => {
    expect(read(FaultSpec, { kind, ...start, ...good })).toEqual({ kind, at: HOUR_US, ...decoded });
  });

  test.each(bad)("refuses %j", (parameter, expected) => {
    const [key] = Object.keys(parameter);
    expect(refused(FaultSpec, fault(kind, parameter))).toEqual([
      expect.stringContaining(`${key}: expected ${expected}`),
    ]);
  });

  test("wants the parameters that have no default", () => {
    expect(refused(FaultSpec, { kind, ...start })).toEqual(
      required.map((key) => `${key}: is required, and it is missing`),
    );
  });

  test("refuses fields that it does not have, each by name", () => {
    expect(refused(FaultSpec, fault(kind, { targett: "sn00", Kind: 1 }))).toEqual([
      expect.stringContaining("targett: is not a field that Ordeal knows here"),
      expect.stringContaining("Kind: is not a field that Ordeal knows here"),
    ]);
  });

  test("refuses the parameters of other kinds", () => {
    const all = new Set(faultKindNames.flatMap((other) => Object.keys(parametersOf[other].takes)));
    for (const key of all) {
      if (Object.hasOwn(parametersOf[kind].takes, key)) continue;
      expect(refused(FaultSpec, fault(kind, { [key]: 0.5 }))).toEqual([
        expect.stringContaining(`${key}: is not a field that Ordeal knows here`),
      ]);
    }
  });

  test("tells everything that is wrong with it at once", () => {
    const problems = refused(FaultSpec, fault(kind, { at: "soon", duration: "0 seconds", id: "", unknown: 1 }));
    expect(problems.map((problem) => problem.split(":")[0])).toEqual(["unknown", "id", "at", "duration"]);
  });
});

describe("a fault", () => {
  test("takes all that faults have in common", () => {
    expect(
      read(FaultSpec, {
        kind: "card.hang",
        id: "hang-1",
        target: "a card of the job",
        every: { period: "1 day", from: "2 hours", times: 3 },
        duration: "2 hours",
        detectAfter: "18 hours",
        cause: "NCCL",
        source: "a report",
        note: "people noticed after 18 hours",
      }),
    ).toMatchObject({
      id: "hang-1",
      target: { by: "draw", count: 1, component: "card", of: "job" },
      every: { period: DAY_US, from: 2 * HOUR_US, times: 3 },
      duration: 2 * HOUR_US,
      detectAfter: 18 * HOUR_US,
      cause: "NCCL",
    });
  });

  test.each(eventTypeNames)("can be triggered by %s", (event) => {
    expect(read(FaultSpec, { kind: "job.crash", on: { event } })).toMatchObject({ on: { event, time: 1, after: 0 } });
  });

  test("can be triggered the n-th time, and later", () => {
    const on = { event: "checkpoint.persist.started", time: 3, after: "2 seconds" };
    expect(read(FaultSpec, { kind: "job.crash", on })).toMatchObject({ on: { time: 3, after: 2 * SECOND_US } });
  });

  test.each([
    [
      { event: "checkpoint.persist" },
      /^on\.event: expected an event of the journal, such as .*, found "checkpoint\.persist"; did you mean/,
    ],
    [{ event: "toString" }, /^on\.event: expected an event of the journal/],
    [{}, /^on\.event: is required, and it is missing$/],
    [{ event: "load.started", time: 0 }, /^on\.time: expected a value between 1 and 1000000, found 0$/],
    [{ event: "load.started", time: 1.5 }, /^on\.time: expected an integer, found 1\.5$/],
    [{ event: "load.started", after: "-2 seconds" }, /^on\.after: expected a duration such as/],
    [{ event: "load.started", nth: 2 }, /^on\.nth: is not a field that Ordeal knows here/],
  ])("is not triggered on %j", (on, expected) => {
    expect(refused(FaultSpec, { kind: "job.crash", on })).toEqual([expect.stringMatching(expected)]);
  });

  test.each([
    [{ period: "0 seconds" }, /^every\.period: expected a duration longer than zero/],
    [{ period: "1 day", times: 0 }, /^every\.times: expected a value between 1 and 1000000, found 0$/],
    [{}, /^every\.period: is required, and it is missing$/],
  ])("does not come again every %j", (every, expected) => {
    expect(refused(FaultSpec, { kind: "job.crash", every })).toEqual([expect.stringMatching(expected)]);
  });

  test("lasts longer than zero", () => {
    expect(refused(FaultSpec, { kind: "job.crash", ...start, duration: "0 seconds" })).toEqual([
      'duration: expected a duration longer than zero, such as "10 seconds", "150 millis" or "30 days" (at most 10 years), found "0 seconds"',
    ]);
  });

  test("has an id of at most 200 characters", () => {
    expect(refused(FaultSpec, { kind: "job.crash", ...start, id: "x".repeat(200) })).toEqual([]);
    expect(refused(FaultSpec, { kind: "job.crash", ...start, id: "x".repeat(201) })).toEqual([
      `id: expected at most 200 characters, found "${"x".repeat(79)}…`,
    ]);
  });

  test.each(["card.krash", "crash", "", "constructor", 3, null])("of kind %j is told which kinds there are", (kind) => {
    const meant = kind === "card.krash" ? '; did you mean "card.crash"?' : "";
    expect(refused(FaultSpec, { kind, ...start })).toEqual([
      `kind: expected a fault whose kind is one of ${faultKindNames.join(", ")}, found ${JSON.stringify(kind)}${meant}`,
    ]);
  });

  test("without a kind is told which kinds there are", () => {
    expect(refused(FaultSpec, start)).toEqual([
      `expected a fault whose kind is one of ${faultKindNames.join(", ")}, found no kind`,
    ]);
  });

  test.each(nonsense.filter((value) => typeof value !== "object" || Array.isArray(value) || value === null))(
    "is a mapping, and not %s",
    (value) => {
      expect(refused(FaultSpec, value)).toEqual([
        expect.stringMatching(/^expected a fault whose kind is one of .*, found /),
      ]);
    },
  );
});
