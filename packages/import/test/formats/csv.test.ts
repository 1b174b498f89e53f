import { describe, expect, test } from "vitest";
import { importing, type Told } from "../support.ts";

const rules = [{ kind: "node.crash" }];
const table = { time: { column: "at" }, component: "node", rules };

const read = async (text: string, mapping: object, told: Told = { zone: "UTC" }) => {
  const { imported, timeline, refused } = await importing("csv", { text }, { ...told, mapping });
  const startMs = timeline?.startsAt ?? 0;
  return {
    refused: refused?.message,
    skipped: imported?.skipped.map(({ reason, count }) => `${count} ${reason}`),
    faults: timeline?.faults.map(({ at, duration, component, cause }) =>
      [
        new Date(startMs + (at as number) / 1_000).toISOString().slice(0, 16),
        component,
        ...(cause === undefined ? [] : [cause]),
        ...(duration === undefined ? [] : [`${duration / 60e6} min`]),
      ].join(" "),
    ),
  };
};

describe("a date", () => {
  test("alone is when the day begins", async () => {
    expect((await read("at,node\n2023-05-17,n1\n", table, { zone: "Asia/Shanghai" })).faults).toEqual([
      "2023-05-16T16:00 n1",
    ]);
  });

  test.each([
    ["17/05/2023 08:00", 'in time, perhaps format: "d/M/yyyy H:mm"'],
    ["05/06/2023 08:00", 'in time, perhaps format: "M/d/yyyy H:mm" or format: "d/M/yyyy H:mm"'],
    ["1684310400", 'in time, perhaps unit: seconds, since: "1970-01-01T00:00:00Z"'],
    ["last week", "with time.format"],
  ])("such as %s that cannot be read says how it may be written", async (date, hint) => {
    expect((await read(`at,node\n${date},n1\n`, table)).refused).toBe(
      `nothing in it can be used: 1 × time: not a date of format "iso": say how dates are written ${hint} (first on line 2)`,
    );
  });

  test("that is not there, or that is wrong in many ways, is counted by one reason each", async () => {
    const text = "at,node\n2023-05-17,n1\n,n2\n17/05/2023,n3\n18.05.2023,n4\n";
    expect((await read(text, table)).skipped).toEqual([
      '2 time: not a date of format "iso": say how dates are written in time, perhaps format: "d/M/yyyy"',
      "1 time: says nothing",
    ]);
  });
});

describe("starts and ends in rows of their own", () => {
  const phased = { ...table, phase: { column: "what", start: "^(down|fault)", end: "^(up|ok)" }, cause: "why" };
  const row = (hour: number, node: string, what: string, why = "") =>
    `2023-05-17T${String(hour).padStart(2, "0")}:00Z,${node},${what},${why}\n`;
  const head = "at,node,what,why\n";

  test("are paired by what was struck", async () => {
    const rows = [row(1, "n1", "DOWN", "gpu"), row(2, "n2", "fault", "fan"), row(3, "n1", "up"), row(4, "n2", "OK")];
    const faults = ["2023-05-17T01:00 n1 gpu 120 min", "2023-05-17T02:00 n2 fan 120 min"];
    expect(await read(head + rows.join(""), phased)).toMatchObject({ faults, skipped: [] });
    // The newest row may come first.
    expect(await read(head + rows.toReversed().join(""), phased)).toMatchObject({ faults, skipped: [] });
  });

  test("that are unpaired are counted, or open to the end of the record", async () => {
    const rows = [
      row(1, "n1", "up"),
      row(2, "n1", "down"),
      row(3, "n2", "down"),
      row(4, "n2", "up"),
      row(5, "n3", "?"),
    ];
    expect(await read(head + rows.join(""), phased)).toEqual({
      refused: undefined,
      faults: ["2023-05-17T02:00 n1", "2023-05-17T03:00 n2 60 min"],
      skipped: ["1 an end without a start", "1 neither a start nor an end, by phase"],
    });
  });

  test("that are told again before the end are one fault; another cause is another fault", async () => {
    const rows = [
      row(1, "n1", "down", "a"),
      row(2, "n1", "down", "b"),
      row(3, "n1", "down", "a"),
      row(4, "n1", "up", "b"),
    ];
    expect(await read(head + rows.join("") + row(5, "n1", "up"), phased)).toMatchObject({
      faults: ["2023-05-17T01:00 n1 a 240 min", "2023-05-17T02:00 n1 b 120 min"],
      skipped: ["1 a start that was told before its end"],
    });
  });

  test("of several kinds on one component are told apart by a column", async () => {
    const rows = [
      row(1, "n1", "down", "a"),
      row(2, "n1", "down", "b"),
      row(3, "n1", "up", "b"),
      row(4, "n1", "up", "a"),
    ];
    expect(await read(head + rows.join(""), { ...phased, phase: { ...phased.phase, by: "why" } })).toMatchObject({
      faults: ["2023-05-17T01:00 n1 a 180 min", "2023-05-17T02:00 n1 b 60 min"],
    });
  });

  test("need no rule for ends, and rules may ignore rows", async () => {
    const some = [
      { when: { why: "^test$" }, ignore: true },
      { when: { why: "gpu" }, kind: "card.crash" },
    ];
    const rows = [row(1, "n1", "down", "gpu"), row(2, "n9", "down", "test"), row(3, "n1", "up", "repaired")];
    expect(await read(head + rows.join(""), { ...phased, rules: some })).toMatchObject({
      faults: ["2023-05-17T01:00 n1 gpu 120 min"],
      skipped: ["1 ignored by a rule of the mapping"],
    });
  });
});

test("a table with another delimiter says which", async () => {
  expect((await read("at;node\n2023-05-17;n1\n", table)).refused).toContain('say delimiter: ";" in the mapping');
});
