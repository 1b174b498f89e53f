import type { AnyEvent } from "@ordeal/model";
import { expect, test } from "vitest";
import { Unfound } from "../../src/audit/unfound.ts";

const event = (type: string, data: object) => ({ seq: 0, atUs: 0, type, data }) as unknown as AnyEvent;
const corrupted = (faultId: string, step: number) => event("job.corrupted", { faultId, step });
const resumed = (step: number, from = "storage") => event("job.resumed", { step, from });

const left = (...events: ReadonlyArray<AnyEvent>): ReadonlyArray<string> => {
  const unfound = new Unfound();
  for (const one of events) unfound.see(one);
  return [...unfound.corruptions, ...unfound.hung];
};

test("a corruption that nobody looked at is there at the end, each once", () => {
  expect(left(corrupted("a", 10), corrupted("b", 20), corrupted("a", 30))).toEqual(["a", "b"]);
});

test("one that is found takes all of them away, for the run goes back to before the first", () => {
  const found = event("job.stopped", { kind: "card.corrupt", faultIds: ["a"] });
  expect(left(corrupted("a", 10), corrupted("b", 20), found, resumed(5))).toEqual([]);
  expect(left(corrupted("a", 10), event("job.struck", { faultId: "a" }))).toEqual([]);
  expect(left(corrupted("a", 10), event("job.stopped", { kind: "job.crash", faultIds: ["c"] }))).toEqual(["a"]);
});

test("one is gone with a load of what was saved before it, and not with a later copy or what is in memory", () => {
  expect(left(corrupted("a", 10), resumed(10))).toEqual([]);
  expect(left(corrupted("a", 10), resumed(11))).toEqual(["a"]);
  expect(left(corrupted("a", 10), resumed(10, "memory"))).toEqual(["a"]);
});

test("a card that is still bad corrupts what was loaded", () => {
  expect(left(corrupted("a", 10), resumed(5), corrupted("a", 5))).toEqual(["a"]);
});

test("a hang is unnoticed until the job stops, whatever stops it, or the card goes on", () => {
  const hung = event("job.hung", { faultId: "h", step: 3 });
  expect(left(hung)).toEqual(["h"]);
  expect(left(hung, event("fault.ended", { faultId: "h" }))).toEqual([]);
  expect(left(hung, event("run.ended", { step: 3 }), event("fault.ended", { faultId: "h" }))).toEqual(["h"]);
  expect(left(hung, event("job.stopped", { kind: "job.crash", faultIds: ["c", "h"] }))).toEqual([]);
});
