import { describe, expect, test } from "vitest";
import { altered, complaints, dropped, good, inserted, lineOf, messages } from "./support.ts";

const name = "saves in time";

describe("saves in time complains about", () => {
  test("a save that did not begin, by steps and by time", () => {
    for (const tier of ["peer", "store"]) {
      const save = lineOf("checkpoint.save.started", ({ data }) => data.tier === tier);
      const journal = good.journal.filter(
        ({ type, data }) => !(type.startsWith("checkpoint.") && "step" in data && data.step === save.data.step),
      );
      expect(messages({ ...good, journal }, name)[0]).toMatch(`${tier} did not save after step`);
    }
  });

  test("a save before its interval is over", () => {
    const planned = lineOf("planned.started", ({ data }) => data.what === "evaluation");
    const early = inserted(planned, "checkpoint.save.started", { tier: "store", step: 100 });
    expect(messages(early, name)[0]).toBe("store saves after step 100, and its interval is not over");
  });

  test("a turn that is skipped while nothing is being written, and a save while something is", () => {
    const skipped = lineOf("checkpoint.skipped");
    const save = lineOf("checkpoint.save.started");
    const skips = good.journal.map((event) =>
      event.seq === save.seq ? { ...event, type: "checkpoint.skipped" } : event,
    );
    expect(messages({ ...good, journal: skips as typeof good.journal }, name)[0]).toContain("and is not writing");
    const saves = good.journal.map((event) =>
      event.seq === skipped.seq ? { ...event, type: "checkpoint.save.started" } : event,
    );
    expect(messages({ ...good, journal: saves as typeof good.journal }, name)[0]).toContain(
      "saves while it is writing",
    );
  });

  test("a tier that there is none of", () => {
    const save = lineOf("checkpoint.save.started");
    expect(messages(altered(save, { tier: "attic" }), name)[0]).toBe('"attic" is no tier');
  });

  test("nothing else, when only a turn is missing that was skipped", () => {
    expect(complaints(dropped(lineOf("checkpoint.skipped"))).filter((one) => one !== "tally")).toEqual([name]);
  });
});
