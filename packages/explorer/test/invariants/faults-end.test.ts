import { describe, expect, test } from "vitest";
import { altered, complaints, doubled, dropped, good, inserted, lineOf, messages, replaced } from "./support.ts";

const name = "faults end";
const started = lineOf("fault.started", ({ data }) => data.faultId === "store");
const ended = lineOf("fault.ended", ({ data }) => data.faultId === "store");

describe("faults end complains about", () => {
  test("a fault that never ends", () => {
    expect(messages(dropped(ended), name)).toEqual(["store never ends"]);
  });

  test("a moment that does not end", () => {
    expect(messages(dropped(lineOf("fault.ended", ({ data }) => data.faultId === "bug")), name)).toEqual([
      "bug never ends",
    ]);
  });

  test("a fault that ends twice, and one that never started", () => {
    expect(messages(doubled(ended), name)).toEqual(["store ends a second time"]);
    expect(messages(inserted(ended, "fault.ended", { faultId: "ghost" }), name)).toEqual([
      "ghost ends, and it never started",
    ]);
    expect(messages(dropped(started), name)[0]).toBe("store ends, and it never started");
  });

  test("a fault that starts twice", () => {
    expect(messages(doubled(started), name)).toEqual(["store starts, and it has started before"]);
  });

  test("a fault that ends too early or too late", () => {
    expect(messages(replaced(ended, { ...ended, atUs: ended.atUs - 1 }), name)).toEqual(["store ends before its time"]);
    expect(messages(replaced(ended, { ...ended, atUs: ended.atUs + 1 }), name)).toEqual(["store ends after its time"]);
    expect(messages(altered(started, { untilUs: started.atUs - 1 }), name)[0]).toBe("store is over before it starts");
  });

  test("nothing, when it was healed from outside before its time", () => {
    const healed = { ...replaced(ended, { ...ended, atUs: ended.atUs - 1 }), healed: new Set(["store"]) };
    expect(messages(healed, name)).toEqual([]);
  });

  test.each([
    ["node.down", { node: "sn01/n03", faultId: "cut" }],
    ["path.cut", { faultId: "cut" }],
    ["job.hung", { faultId: "cut", step: 0 }],
    ["job.corrupted", { faultId: "cut", step: 0 }],
    ["job.struck", { faultId: "cut", phase: "loading" }],
    ["job.stopped", { faultIds: ["cut"], kind: "link.down", step: 0 }],
  ] as const)("%s in the name of a fault that is over", (type, data) => {
    expect(messages(inserted(started, type, data), name)).toEqual([`${type} in the name of cut, which is over`]);
  });

  test("a stop in the name of a fault that never started", () => {
    const stop = lineOf("job.stopped");
    expect(messages(altered(stop, { faultIds: ["ghost"] }), name)[0]).toContain("ghost, which never started");
  });

  test("nothing, when found corruption stops the job after the card is whole again", () => {
    const stop = lineOf("job.stopped", ({ data }) => data.kind === "card.corrupt");
    const over = { ...stop, type: "fault.ended" as const, data: { faultId: "corrupt" } };
    const end = lineOf("fault.ended", ({ data }) => data.faultId === "corrupt");
    const journal = good.journal.flatMap((event) =>
      event.seq === stop.seq ? [over, event] : event.seq === end.seq ? [] : [event],
    ) as typeof good.journal;
    expect(messages({ ...good, journal }, name)).toEqual([]);
  });

  test("nothing else, when only an end is missing that nobody feels", () => {
    expect(complaints(dropped(lineOf("fault.ended", ({ data }) => data.faultId === "damaged")))).toEqual([name]);
  });
});
