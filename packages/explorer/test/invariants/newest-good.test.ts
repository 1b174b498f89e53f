import { describe, expect, test } from "vitest";
import { told } from "../../src/invariants/findings.ts";
import { complaints, dropped, good, inserted, lineOf, messages, replaced } from "./support.ts";

const name = "newest good";
const load = lineOf("load.started", ({ data }) => data.tier === "store" && data.step > 0);

describe("newest good complains about", () => {
  test("an older copy while a newer one stands", () => {
    const older = { ...load, data: { ...load.data, step: 0 } };
    expect(messages(replaced(load, older), name)[0]).toMatch(
      /loads step 0 from store, and a good copy of step \d+ stands/,
    );
  });

  test("a newer copy in another tier that was passed over", () => {
    const copy = { tier: "peer", step: load.data.step + 5 };
    const before = lineOf("rung.succeeded", ({ seq }) => seq > load.seq - 4);
    const saved = { ...before, type: "checkpoint.save.started" as const, data: copy };
    const written = { ...before, type: "checkpoint.persist.ended" as const, data: copy };
    expect(messages(replaced(before, before, saved, written), name)[0]).toContain(`good copy of step ${copy.step}`);
  });

  test("a start from scratch while a copy stands", () => {
    const back = lineOf("job.resumed", ({ data }) => data.from === "store");
    const scratch = { ...back, data: { ...back.data, from: "scratch", step: 0 } };
    expect(messages(replaced(back, scratch), name)[0]).toContain("starts from scratch");
  });

  test("the slower of two tiers that have the same step", () => {
    const fast = lineOf("load.started", ({ data }) => data.tier === "peer");
    const slow = { ...fast, data: { ...fast.data, tier: "store" } };
    const before = lineOf("rung.succeeded", ({ seq }) => seq === fast.seq - 1);
    const saved = { ...before, type: "checkpoint.save.started" as const, data: slow.data };
    const written = { ...before, type: "checkpoint.persist.ended" as const, data: slow.data };
    const journal = good.journal.flatMap((event) =>
      event.seq === before.seq ? [event, saved, written] : event.seq === fast.seq ? [slow] : [event],
    ) as typeof good.journal;
    expect(messages({ ...good, journal }, name)[0]).toContain("peer loads it faster");
  });

  test("a tier that is given up for no reason", () => {
    const first = lineOf("job.stopped");
    expect(messages(inserted(first, "checkpoint.lost", { tier: "store" }), name)[0]).toContain(
      "no more than that was lost",
    );
  });

  test("a clean copy that is thrown away with the poisoned ones", () => {
    const found = lineOf("checkpoint.poisoned", ({ data }) => data.tier === "store");
    const tainted = lineOf("job.corrupted");
    const steps = told(good.journal).flatMap(({ type, data }) =>
      type === "checkpoint.persist.ended" && data.tier === "store" && data.step <= tainted.data.step ? [data.step] : [],
    );
    const step = Math.max(...steps);
    const purge = { ...found, data: { ...found.data, steps: [...found.data.steps, step] } };
    expect(messages(replaced(found, purge), name)[0]).toContain("that copy is clean");
  });

  test("nothing, when the newest copy turned out to be corrupt and the next was loaded", () => {
    const rejected = lineOf("load.rejected");
    expect(complaints(good)).toEqual([]);
    expect(complaints(dropped(rejected))).toContain(name);
  });
});
