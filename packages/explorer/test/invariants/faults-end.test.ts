import { describe, expect, test } from "vitest";
import {
  altered,
  complaints,
  doubled,
  dropped,
  evidenceOf,
  good,
  inserted,
  lineOf,
  messages,
  replaced,
} from "./support.ts";

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

  test("nothing, when a loop trips that is still warm from a fault which another outlasts on another loop", () => {
    const evidence = evidenceOf({
      seed: 308,
      duration: "43 minutes",
      cluster: {
        name: "two loops",
        nodes: 2,
        cardsPerNode: 1,
        nodesPerSupernode: 1,
        repair: { exponential: { mean: "110 minutes" } },
        scaleUp: { planes: 0 },
        scaleOut: { uplinks: 0 },
        cooling: {
          ...{ coolantC: 20, idleW: 50, loadW: 275, heatCapacityJPerK: 100, conductanceWPerK: 15 },
          ...{ speedMin: 0.94, inletTimeConstant: "6 minutes", resumeC: 40, throttleC: 41, tripC: 42 },
        },
      },
      job: { nodes: 2, step: "1 second", linearity: 1, spares: "unlimited" },
      checkpoint: { interval: "10 seconds", tiers: [{ name: "a", stall: "0 seconds", load: "0 seconds" }] },
      recovery: { restart: "0 seconds", detect: { crash: "0 seconds" } },
      faults: [
        { id: "f14", kind: "cooling.inlet", target: "cdu0", at: "0 seconds", rise: 5 },
        { id: "f149425", kind: "cooling.inlet", target: "2 random loops of the job", at: "0 seconds", rise: 5 },
      ],
    });
    const over = lineOf("fault.ended", ({ data }) => data.faultId === "f149425", evidence);
    const isInItsName = (event: {
      readonly seq: number;
      readonly data: { readonly faultIds: ReadonlyArray<string> };
    }) => event.seq > over.seq && event.data.faultIds.includes("f149425");
    expect(lineOf("job.stopped", isInItsName, evidence).atUs).toBeGreaterThan(over.atUs);
    expect(messages(evidence, name)).toEqual([]);
  });

  test("nothing else, when only an end is missing that nobody feels", () => {
    expect(complaints(dropped(lineOf("fault.ended", ({ data }) => data.faultId === "damaged")))).toEqual([name]);
  });
});
