import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Years } from "../../../src/formats/xid/years.ts";
import { imported, said } from "./support.ts";

const DAY_MS = 86_400_000;

describe("the year of a date without one", () => {
  const datesOf = async (log: ReadonlyArray<string>) =>
    (
      await imported(
        log.map((start) => `${start} kernel: ${said(79)}`),
        { zone: "UTC", year: 2023 },
      )
    ).faults.map(({ at, component }) => `${at.slice(0, 10)} ${component}`);

  test("goes up after each host's December where logs were joined one after the other", async () => {
    const log = ["Dec 30 07:00:00 a", "Jan  2 07:00:00 a", "Dec 31 07:00:00 b", "Jan  3 07:00:00 b"];
    expect(await datesOf(log)).toEqual(["2023-12-30 a", "2023-12-31 b", "2024-01-02 a", "2024-01-03 b"]);
  });

  test("goes up for a host that appears only after the turn", async () => {
    expect(await datesOf(["Dec 31 23:00:00 a", "Jan  1 00:10:00 b"])).toEqual(["2023-12-31 a", "2024-01-01 b"]);
  });

  test("is the one of the line before for a new host of a log in which hosts alternate", async () => {
    const log = [
      "Mar  1 07:00:00 a",
      "Jun  2 07:00:00 b",
      "Sep  2 07:00:00 a",
      "Feb  3 07:00:00 a",
      "Feb  4 07:00:00 c",
    ];
    expect(await datesOf(log)).toEqual([
      "2023-03-01 a",
      "2023-06-02 b",
      "2023-09-02 a",
      "2024-02-03 a",
      "2024-02-04 c",
    ]);
  });

  test("is a host's own, whatever the other hosts' logs hold, as long as no log is silent for half a year", () => {
    const start = Date.UTC(2023, 4, 1);
    const log = fc.tuple(
      fc.integer({ min: 0, max: 100 }),
      fc.array(fc.integer({ min: 0, max: 140 }), { minLength: 1, maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(log, { minLength: 1, maxLength: 5 }), (logs) => {
        const years = new Years(2023);
        for (const [host, [first, gaps]] of logs.entries()) {
          let days = first;
          for (const gap of [0, ...gaps]) {
            days += gap;
            const date = new Date(start + days * DAY_MS);
            expect(years.of(date.getUTCMonth() + 1, `host-${host}`)).toBe(date.getUTCFullYear());
          }
        }
      }),
    );
  });
});
