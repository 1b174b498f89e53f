import type { AnyEvent } from "@ordeal/model";
import { expect, test } from "vitest";
import { Effects } from "../../src/audit/effects.ts";

const crash = { kind: "card.crash" } as const;
const at = (atUs: number, type: string, data: object = {}) => ({ seq: 0, atUs, type, data }) as unknown as AnyEvent;
const ended = (atUs: number, faultId = "f") => at(atUs, "fault.ended", { faultId });

const heard = (fault: Parameters<Effects["begin"]>[2], ...events: ReadonlyArray<AnyEvent>): boolean => {
  const effects = new Effects();
  effects.begin("f", "f", fault);
  for (const event of events) effects.see(event);
  return effects.had("f");
};

test("a fault during which nothing changes for the job had no effect", () => {
  expect(heard(crash, at(1, "node.down"), at(2, "checkpoint.save.started"), ended(3))).toBe(false);
});

test("a fault during which the job changes may have had a part in it", () => {
  expect(heard(crash, at(1, "job.stopped"))).toBe(true);
  expect(heard(crash, at(1, "speed.changed"))).toBe(true);
});

test("what happens at the instant of its end is its own, what comes later is not", () => {
  expect(heard(crash, ended(1), at(1, "job.stopped"))).toBe(true);
  expect(heard(crash, ended(1), at(2, "job.stopped"))).toBe(false);
});

test("a slow storage has an effect as soon as something is saved or loaded", () => {
  expect(heard({ kind: "storage.slow" }, at(1, "checkpoint.save.started"))).toBe(true);
  expect(heard({ kind: "storage.slow" }, at(1, "storage.changed"), ended(2))).toBe(false);
});

test("a storage that is away has an effect on what is on its way, and none once that has arrived", () => {
  const after = (...before: ReadonlyArray<AnyEvent>) => {
    const effects = new Effects();
    for (const event of before) effects.see(event);
    effects.begin("f", "f", { kind: "storage.down" });
    for (const event of [at(8, "storage.changed"), ended(9)]) effects.see(event);
    return effects.had("f");
  };
  const tier = { tier: "storage", step: 1 };
  expect(after(at(1, "load.started", tier))).toBe(true);
  expect(after(at(1, "checkpoint.persist.started", tier))).toBe(true);
  expect(after(at(1, "checkpoint.save.started", tier))).toBe(true);
  expect(after(at(1, "load.started", tier), at(2, "job.resumed"))).toBe(false);
  expect(after(at(1, "load.started", tier), at(2, "job.struck"))).toBe(false);
  expect(after(at(1, "checkpoint.persist.started", tier), at(2, "checkpoint.persist.ended", tier))).toBe(false);
  expect(after(at(1, "checkpoint.save.started", tier), at(2, "job.stopped"))).toBe(false);
});

test("a damaged copy has an effect when it is read, long after it was damaged", () => {
  expect(heard({ kind: "checkpoint.corrupt" }, ended(0), at(9, "load.rejected"))).toBe(true);
});
