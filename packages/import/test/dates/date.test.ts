import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { noDate, noSuchTime, noZone, readIsoDate } from "../../src/dates/date.ts";
import { dateReader } from "../../src/dates/format.ts";
import { guessFormats } from "../../src/dates/guess.ts";
import { zoneClock } from "../../src/dates/zone.ts";

const shanghai = zoneClock("Asia/Shanghai");
const berlin = zoneClock("Europe/Berlin");
const at = (iso: string) => ({ us: Date.parse(iso) * 1_000 });

describe("a date", () => {
  test("is read as the platform reads it, whatever the zone is written as", () => {
    const ms = fc.integer({ min: Date.UTC(1971, 0), max: Date.UTC(2090, 0) });
    fc.assert(
      fc.property(
        ms,
        fc.integer({ min: -12 * 60, max: 14 * 60 }),
        fc.constantFrom("T", " "),
        (instant, offset, between) => {
          const wall = new Date(instant + offset * 60_000).toISOString().replace("Z", "").replace("T", between);
          const minutes = Math.abs(offset);
          const zone = `${offset < 0 ? "-" : "+"}${String(Math.trunc(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
          expect(readIsoDate(wall + zone, undefined)).toEqual({ us: instant * 1_000 });
          expect(readIsoDate(wall, zoneClock(zone))).toEqual({ us: instant * 1_000 });
        },
      ),
    );
  });

  test("is exact to the microsecond", () => {
    expect(readIsoDate("2024-05-06T07:08:09.123456Z", undefined)).toEqual({
      us: Date.UTC(2024, 4, 6, 7, 8, 9) * 1_000 + 123_456,
    });
    expect(readIsoDate("2024-05-06 07:08:09,000001999+0800", undefined)).toEqual({
      us: Date.UTC(2024, 4, 5, 23, 8, 9) * 1_000 + 1,
    });
  });

  test("without a zone needs one", () => {
    expect(readIsoDate("2024-05-06T07:08", undefined)).toEqual(noZone);
    expect(readIsoDate("2024-05-06T07:08", shanghai)).toEqual(at("2024-05-05T23:08:00Z"));
    expect(readIsoDate("2024-05-06T07:08Z", shanghai)).toEqual(at("2024-05-06T07:08:00Z"));
  });

  test("alone is when that day begins, in its zone", () => {
    const day = fc.integer({ min: Date.UTC(1971, 0) / 86_400_000, max: Date.UTC(2090, 0) / 86_400_000 });
    fc.assert(
      fc.property(day, (days) => {
        const ms = days * 86_400_000;
        const text = new Date(ms).toISOString().slice(0, 10);
        expect(readIsoDate(text, zoneClock("UTC"))).toEqual({ us: ms * 1_000 });
        expect(readIsoDate(text, shanghai)).toEqual(readIsoDate(`${text}T00:00:00`, shanghai));
      }),
    );
    expect(readIsoDate("2023-05-17", undefined)).toEqual(noZone);
    expect(readIsoDate("2023-05-17Z", undefined)).toEqual(at("2023-05-17T00:00:00Z"));
    expect(readIsoDate("2023-02-29", shanghai)).toEqual(noDate);
    // Clocks there went from midnight to one.
    expect(readIsoDate("2018-11-04", zoneClock("America/Sao_Paulo"))).toEqual(at("2018-11-04T03:00:00Z"));
  });

  test("is on the calendar and on the clock", () => {
    for (const text of [
      "2024-02-30T00:00:00Z",
      "2023-02-29T00:00:00Z",
      "2024-01-01T24:00:00Z",
      "2024-13-01T00:00:00Z",
      "yesterday",
      "",
    ]) {
      expect(readIsoDate(text, undefined), text).toEqual(noDate);
    }
    // Clocks there went from 2:00 to 3:00, and later from 3:00 back to 2:00.
    expect(readIsoDate("2024-03-31T02:30:00", berlin)).toEqual(noSuchTime);
    expect(readIsoDate("2024-03-31T03:00:00", berlin)).toEqual(at("2024-03-31T01:00:00Z"));
    expect(readIsoDate("2024-10-27T02:30:00", berlin)).toEqual(at("2024-10-27T00:30:00Z"));
  });
});

describe("a format of dates", () => {
  test("reads back what is written in it, and is guessed from that", () => {
    const ms = fc
      .integer({ min: Date.UTC(1971, 0), max: Date.UTC(2068, 0) })
      .map((instant) => instant - (instant % 60_000));
    const format = fc.constantFrom(
      "M/d/yyyy H:mm",
      "d.M.yyyy H:mm",
      "yyyy/M/d H:mm",
      "d MMM yyyy H:mm",
      "M/d/yyyy h:mm a",
    );
    fc.assert(
      fc.property(ms, format, (instant, written) => {
        const text = DateTime.fromMillis(instant, { zone: "utc", locale: "en" }).toFormat(written);
        const utc = zoneClock("UTC");
        expect(dateReader(written, utc)?.(text)).toEqual({ us: instant * 1_000 });
        const guesses = guessFormats(text).map((guess) => /^format: "(.+)"$/.exec(guess)?.[1] ?? "");
        expect(guesses.map((guess) => dateReader(guess, utc)?.(text))).toContainEqual({ us: instant * 1_000 });
      }),
    );
  });

  test.each([
    ["1714957200", ['unit: seconds, since: "1970-01-01T00:00:00Z"']],
    ["1714957200123", ['unit: millis, since: "1970-01-01T00:00:00Z"']],
    ["45418.5", ['unit: days, since: "1899-12-30T00:00:00Z"']],
    ["31/12/2023 23:59:59", ['format: "d/M/yyyy H:mm:ss"']],
    ["05/06/2023 07:08", ['format: "M/d/yyyy H:mm"', 'format: "d/M/yyyy H:mm"']],
    ["2023年5月17日", ['format: "yyyy年M月d日"']],
    ["2023年05月17日 10:00:05", ['format: "yyyy年M月d日 H:mm:ss"']],
    ["Mon May  6 07:08:09 2024", ['format: "EEE MMM d H:mm:ss yyyy"']],
    ["yesterday", []],
    ["x".repeat(100_000), []],
  ])("of %.30s is guessed", (text, guesses) => expect(guessFormats(text)).toEqual(guesses));

  test("is luxon's tokens, with a zone of its own or the one that is given", () => {
    expect(dateReader("yyyy/MM/dd HH:mm", shanghai)?.("2024/05/06 07:08")).toEqual(at("2024-05-05T23:08:00Z"));
    expect(dateReader("dd.MM.yyyy HH:mm ZZ", undefined)?.("06.05.2024 07:08 +02:00")).toEqual(
      at("2024-05-06T05:08:00Z"),
    );
    expect(dateReader("yyyy/MM/dd HH:mm", shanghai)?.("2024/05/32 07:08")).toEqual(noDate);
  });

  test("without any zone cannot be read", () => {
    expect(dateReader("yyyy/MM/dd HH:mm", undefined)).toBeUndefined();
    expect(dateReader("yyyy 'Zone' MM", undefined)).toBeUndefined();
  });
});

test("a zone has a name of the list, or an offset", () => {
  for (const name of ["UTC", "Z", "+08:00", "-0330", "+8", "UTC+8", "Asia/Shanghai", "Europe/Berlin"]) {
    expect(zoneClock(name), name).toBeDefined();
  }
  for (const name of ["CST", "Shanghai", "+99:00", "", "local", "Asia/Nowhere"])
    expect(zoneClock(name), name).toBeUndefined();
});
