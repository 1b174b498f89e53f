import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readWindow } from "../../src/index.ts";
import { importing, type Told } from "../support.ts";

const table: Told = {
  mapping: { time: { column: "at" }, end: { column: "end" }, component: "node", rules: [{ kind: "node.crash" }] },
};
const rowsOf = (...dates: ReadonlyArray<string>) =>
  `at,end,node\n${dates.map((date, index) => `${date},,n${index}\n`).join("")}`;

const windowOf = (from: string | undefined, to: string | undefined, zone?: string) => {
  const read = readWindow(from, to, zone);
  if ("problem" in read) throw new Error(read.problem);
  return read.window;
};

describe("faults of more than ten years", () => {
  test("are one timeline, in order, whose later ones have dates", async () => {
    const dates = ["1996-07-02T00:00:00.000Z", "2006-11-30T00:00:00.001Z", "2012-02-29T12:00:00.500Z"];
    for (const as of ["ndjson", "yaml"] as const) {
      const { imported, timeline } = await importing("csv", { text: rowsOf(...dates) }, { ...table, as });
      expect(imported).toMatchObject({ faults: 3, skipped: [], from: dates[0], to: dates[2] });
      const startMs = timeline?.startsAt ?? 0;
      const times = timeline?.faults.map(({ at }) =>
        new Date(typeof at === "number" ? startMs + at / 1_000 : (at?.dateMs ?? 0)).toISOString(),
      );
      expect(times).toEqual(dates);
    }
  });

  test("come back when they struck, to the millisecond, however far they lie apart", async () => {
    // Microseconds since 1970 are exact integers for so long.
    const ms = fc.integer({ min: Date.UTC(1700, 0), max: Date.UTC(2250, 0) });
    await fc.assert(
      fc.asyncProperty(fc.array(ms, { minLength: 1, maxLength: 8 }), async (all) => {
        const rows = rowsOf(...all.map((one) => new Date(one).toISOString()));
        const { timeline } = await importing("csv", { text: rows }, table);
        const startMs = timeline?.startsAt ?? 0;
        const read = timeline?.faults.map(({ at }) => (typeof at === "number" ? startMs + at / 1_000 : at?.dateMs));
        expect(read).toEqual(all.toSorted((a, b) => a - b));
      }),
      { numRuns: 50 },
    );
  });

  test("are counted when one alone lasts longer", async () => {
    const text = "at,end,node\n1990-01-01Z,2001-01-01Z,n1\n1990-01-01Z,1999-01-01Z,n2\n";
    const { imported } = await importing("csv", { text }, table);
    expect(imported).toMatchObject({ faults: 1, skipped: [{ reason: "lasts longer than ten years", count: 1 }] });
  });
});

describe("--from and --to", () => {
  const text = rowsOf("1996-07-02T00:00:00Z", "2000-01-01T00:00:00Z", "2000-06-01T00:00:00Z", "2006-01-01T00:00:00Z");

  test("take the faults that began between them, and count the others", async () => {
    const window = windowOf("2000-01-01", "2006-01-01T00:00:00Z", "UTC");
    const { imported } = await importing("csv", { text }, { ...table, window });
    expect(imported).toMatchObject({
      faults: 2,
      from: "2000-01-01T00:00:00.000Z",
      skipped: [
        { reason: "a fault before --from", count: 1, isHarmless: true },
        { reason: "a fault at or after --to", count: 1, isHarmless: true },
      ],
    });
  });

  test("may take none: that is a timeline without faults", async () => {
    const { imported } = await importing("csv", { text }, { ...table, window: windowOf(undefined, "1990-01-01Z") });
    expect(imported).toMatchObject({ faults: 0, skipped: [{ count: 4 }] });
  });

  test("need faults with dates", async () => {
    const log = "[   12.5] NVRM: Xid (PCI:0000:3b:00): 79, GPU has fallen off the bus.\n";
    const { refused } = await importing("xid", { text: log }, { window: windowOf("2000-01-01Z", undefined) });
    expect(refused?.message).toContain("without a date, which --from and --to need");
  });

  test("are dates, the one after the other, with a zone", () => {
    const problem = (...[from, to, zone]: Parameters<typeof readWindow>) => {
      const read = readWindow(from, to, zone);
      return "problem" in read ? read.problem : undefined;
    };
    expect(problem("2000-01-01", undefined, undefined)).toMatch(/^--from: .* without a time zone: .* --zone/);
    expect(problem(undefined, "soon", undefined)).toMatch(/^--to: expected a date such as .* found "soon", not a date/);
    expect(problem("2000-01-02Z", "2000-01-02Z", undefined)).toMatch(/^--to: expected a date after --from/);
  });
});
