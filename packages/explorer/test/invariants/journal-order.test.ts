import { describe, expect, test } from "vitest";
import { complaints, good, lineOf, messages, resulting } from "./support.ts";

const name = "journal order";

describe("journal order complains about", () => {
  const [first, ...others] = good.journal;
  const last = good.journal.at(-1);

  test("a line that is missing", () => {
    expect(complaints({ ...good, journal: good.journal.toSpliced(10, 1) })).toContain(name);
  });

  test("lines out of turn", () => {
    const line = lineOf("job.resumed");
    const moved = good.journal.toSpliced(line.seq, 1);
    moved.splice(line.seq + 20, 0, good.journal[line.seq] ?? line);
    expect(complaints({ ...good, journal: moved })).toContain(name);
  });

  test("time that goes back", () => {
    const { seq } = lineOf("job.resumed");
    const journal = good.journal.map((event) => (event.seq === seq ? { ...event, atUs: event.atUs - 600e6 } : event));
    expect(messages({ ...good, journal }, name)[0]).toMatch(/is at \d+ µs, after a line at \d+ µs/);
  });

  test("an instant that is no whole microsecond", () => {
    const journal = good.journal.map((event) => (event.seq === 5 ? { ...event, atUs: event.atUs + 0.5 } : event));
    expect(messages({ ...good, journal }, name)[0]).toContain("expected a whole number");
  });

  test("a journal that does not begin with the start, or does not end with the end", () => {
    const renumbered = others.map((event, seq) => ({ ...event, seq }));
    expect(messages({ ...good, journal: renumbered }, name)[0]).toContain("line 0");
    expect(messages({ ...good, journal: good.journal.slice(0, -1) }, name).at(-1)).toContain("ends at");
    expect(messages({ ...good, journal: [] }, name)).toEqual(["the journal is empty"]);
  });

  test("anything after the end, and a second start", () => {
    const after = [...good.journal, { ...(last ?? others[0]), seq: good.journal.length }] as typeof good.journal;
    expect(messages({ ...good, journal: after }, name)[0]).toContain("run.ended is line");
    const again = [...good.journal, { ...first, seq: good.journal.length, atUs: last?.atUs }] as typeof good.journal;
    expect(complaints({ ...good, journal: again })).toContain(name);
  });

  test("a result for another length of time", () => {
    expect(messages(resulting({ wallUs: good.result.wallUs - 1 }), name)).toEqual([
      "the result covers 21599999999 µs of 21600000000 µs",
    ]);
  });
});
