import { describe, expect, test } from "vitest";
import { good, lineOf, messages } from "./support.ts";

const name = "transfers";

/** The run with one line earlier or later than it was, in microseconds. */
const moved = (line: (typeof good.journal)[number], byUs: number) =>
  messages(
    {
      ...good,
      journal: good.journal.map((event) => (event.seq === line.seq ? { ...event, atUs: event.atUs + byUs } : event)),
    },
    name,
  );

const slow = lineOf("storage.changed");
const written = lineOf("checkpoint.persist.ended", ({ seq, data }) => seq > slow.seq && data.tier === "store");

describe("transfers complains about", () => {
  test("a copy that is done before it can be", () => {
    expect(moved(lineOf("checkpoint.persist.ended"), -10)).toEqual(["the copy to peer ended 10 µs of work too early"]);
  });

  test("a copy that is not handed over when it is done", () => {
    expect(moved(lineOf("checkpoint.persist.ended"), 10)[0]).toMatch(/^the copy to peer was done 10 µs before/);
  });

  test("a copy that does not feel that storage is slow", () => {
    expect(moved(written, -100_000)[0]).toMatch(/^the copy to store ended 1\d+(\.\d+)? µs of work too early/);
    const journal = good.journal.filter(({ type }) => type !== "storage.changed");
    expect(messages({ ...good, journal }, name)[0]).toMatch(/^the copy to store was done \d+ µs before/);
  });

  test("a load that takes longer, or less long, than its tier needs", () => {
    const back = lineOf("job.resumed", ({ data }) => data.from === "store");
    expect(moved(back, -10)).toEqual(["the load ended 10 µs of work too early"]);
    expect(moved(back, 10)[0]).toMatch(/^the load was done 10 µs before/);
  });
});
