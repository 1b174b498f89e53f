import { describe, expect, test } from "vitest";
import { told } from "../../src/invariants/findings.ts";
import { altered, complaints, dropped, good, inserted, lineOf, messages, replaced } from "./support.ts";

const name = "no bad resume";
const fromStore = lineOf("job.resumed", ({ data }) => data.from === "store");
const loaded = lineOf(
  "load.started",
  ({ data, seq }) => data.tier === "store" && data.step === fromStore.data.step && seq > 0,
);

/** The copy that the run goes back to, spoilt: its line is replaced by another that says what became of it. */
const persisted = lineOf(
  "checkpoint.persist.ended",
  ({ data }) => data.tier === "store" && data.step === fromStore.data.step,
);

describe("no bad resume complains about", () => {
  test("a copy that was never persisted", () => {
    expect(messages(dropped(persisted), name)[0]).toContain("never persisted there");
  });

  test("a copy that was torn", () => {
    const torn = { ...persisted, type: "checkpoint.torn" as const };
    expect(messages(replaced(persisted, torn), name)[0]).toContain("that copy was torn");
  });

  test("a copy that was rejected as corrupt", () => {
    const { tier, step } = loaded.data;
    const rejected = inserted(loaded, "load.rejected", { tier, step, reason: "corrupt" });
    expect(messages(rejected, name)[0]).toContain("rejected as corrupt");
  });

  test("a copy that was lost with its tier", () => {
    expect(messages(inserted(persisted, "checkpoint.lost", { tier: "store" }), name)[0]).toContain(
      "lost with its tier",
    );
  });

  test("a tier that must have been lost, even when nobody says so", () => {
    const lost = lineOf("checkpoint.lost", ({ data }) => data.tier === "peer");
    const back = lineOf("job.resumed", ({ seq, data }) => seq > lost.seq && data.from === "store");
    const peers = told(good.journal).flatMap(({ type, seq, data }) =>
      type === "checkpoint.persist.ended" && seq < lost.seq && data.tier === "peer" ? [data.step] : [],
    );
    const peerStep = Math.max(...peers.slice(-1));
    const journal = good.journal
      .filter(({ seq }) => seq !== lost.seq)
      .map((event) => {
        if (event.seq === back.seq) return { ...event, data: { ...event.data, from: "peer", step: peerStep } };
        if (event.type === "load.started" && event.seq > lost.seq && event.seq < back.seq)
          return { ...event, data: { tier: "peer", step: peerStep } };
        return event;
      }) as typeof good.journal;
    expect(messages({ ...good, journal }, name)[0]).toContain("does not outlive more than a node");
  });

  test("a copy that is known to be poisoned", () => {
    const found = lineOf("checkpoint.poisoned", ({ data }) => data.tier === "store");
    const back = lineOf("job.resumed", ({ seq }) => seq > found.seq);
    const step = found.data.steps[0] ?? 0;
    expect(messages(altered(back, { from: "store", step }), name)[0]).toContain("known to be poisoned");
  });

  test("a copy that its retention has let go", () => {
    const late = lineOf("job.resumed", ({ seq, data }) => data.from === "store" && seq > good.journal.length / 2);
    const early = lineOf("checkpoint.persist.ended", ({ data }) => data.tier === "store" && data.step > 200);
    expect(messages(altered(late, { step: early.data.step }), name)[0]).toContain("let go by retention");
  });

  test("memory that is known to be corrupted", () => {
    const found = lineOf("checkpoint.poisoned");
    const back = lineOf("job.resumed", ({ seq }) => seq > found.seq);
    expect(messages(altered(back, { from: "memory" }), name)[0]).toContain("known to be corrupted");
  });

  test("a copy that nobody read, a tier that is none, and a start from scratch at a step", () => {
    expect(messages(dropped(loaded), name)[0]).toContain("did not read that copy");
    expect(messages(altered(fromStore, { from: "attic" }), name)[0]).toContain("is no tier");
    expect(messages(altered(fromStore, { from: "scratch" }), name)[0]).toContain("that is step 0");
  });

  test("nothing else, when only the resume is from a bad copy", () => {
    const torn = { ...persisted, type: "checkpoint.torn" as const };
    expect(complaints(replaced(persisted, torn)).filter((one) => one !== "tally")).toEqual([name]);
  });
});
