import { describe, expect, test } from "vitest";
import { altered, complaints, good, lineOf, messages, replaced } from "./support.ts";

const name = "phases";

/** The run with one line a second later. */
const late = (line: (typeof good.journal)[number]) =>
  messages(
    {
      ...good,
      journal: good.journal.map((event) => (event.seq === line.seq ? { ...event, atUs: event.atUs + 1e6 } : event)),
    },
    name,
  );

describe("phases complains about", () => {
  test("a rung that takes longer, or less long, than it says", () => {
    const rung = lineOf("rung.started");
    expect(messages(altered(rung, { takesUs: (rung.data.takesUs ?? 0) + 1 }), name)[0]).toMatch(
      /^the rung ".+" took \d+ µs, and not/,
    );
    expect(messages(altered(rung, { takesUs: (rung.data.takesUs ?? 0) - 1 }), name)[0]).toMatch(
      /^the rung ".+" goes on after/,
    );
  });

  test("a save that blocks for longer than its stall", () => {
    expect(late(lineOf("checkpoint.save.ended"))).toEqual(["the save to peer goes on after 2000000 µs"]);
  });

  test("an evaluation that takes longer", () => {
    expect(late(lineOf("planned.ended"))).toEqual(["the evaluation goes on after 45000000 µs"]);
  });

  test("a crash that is noticed too early", () => {
    const rung = lineOf("rung.started");
    const early = replaced(rung, { ...rung, atUs: rung.atUs - 1 });
    expect(messages(early, name)[0]).toBe("detection took 9999999 µs, and not 10000000 µs");
  });

  test("a hang that is noticed too late", () => {
    const stop = lineOf("job.stopped", ({ data }) => data.kind === "card.hang");
    expect(late(stop)[0]).toBe("the hang by hang goes on after 360000000 µs");
  });

  test("a detection that never comes to an end", () => {
    const scheduled = lineOf("job.waiting");
    const journal = good.journal.filter(({ seq }) => seq !== scheduled.seq);
    expect(complaints({ ...good, journal })).toContain(name);
  });
});
