import { MINUTE_US, type Snapshot } from "@ordeal/model";
import { expect, test } from "vitest";
import { Lasting } from "../../src/monitor/lasting.ts";
import { Window } from "../../src/monitor/window.ts";

const at = (minutes: number, more: Partial<Snapshot> = {}) =>
  ({ atUs: minutes * MINUTE_US, progressUs: minutes * MINUTE_US, nodesDown: 0, ...more }) as Snapshot;

test("a window begins at the last look that is ten minutes old, and at the start while there is none", () => {
  const window = new Window();
  const begins = [1, 4, 9, 11, 14, 15, 30, 31].map((minute) => window.add(at(minute)).before.atUs / MINUTE_US);
  expect(begins).toEqual([0, 0, 0, 1, 4, 4, 15, 15]);
});

test("a condition with a time is so once it was so at every look for that long", () => {
  const condition = { expression: "", signal: "nodesDown", comparison: ">", limit: 0, forUs: 3 * MINUTE_US } as const;
  const lasting = new Lasting(condition);
  const before = { atUs: 0, progressUs: 0 };
  const seen = [1, 1, 0, 1, 1, 1, 1, 1].map((nodesDown, minute) =>
    lasting.look({ now: at(minute, { nodesDown }), before }),
  );
  expect(seen).toEqual([false, false, false, false, false, false, true, true]);
});
