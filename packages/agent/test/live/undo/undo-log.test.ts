import { appendFileSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Undo } from "../../../src/live/undo/undo.ts";
import { LAB, UndoLog } from "../../../src/live/undo/undo-log.ts";

const newPath = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "ordeal-undo-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "undo.ndjson");
};

const limit = (nth: number): Undo => ({
  _tag: "limitLifted",
  file: `/sys/fs/cgroup/cpu/ordeal-x/card${nth}/cpu.cfs_quota_us`,
  value: "-1",
});

describe("the undo log", () => {
  test("tells whoever opens it next what is left to be undone, the last first, of all or of one owner", () => {
    const path = newPath();
    const log = new UndoLog(path);
    const first = log.begin(LAB, limit(1));
    log.begin("fault", limit(2));
    log.begin("fault", limit(3));
    log.end(first);
    const again = new UndoLog(path);
    expect(again.left().map(({ undo }) => undo)).toEqual([limit(3), limit(2)]);
    expect(again.left(LAB)).toEqual([]);
    expect(again.begin(LAB, limit(4)).entry).toBeGreaterThan(3);
  });

  test("cut off anywhere, still tells everything whose line was whole", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.double({ min: 0, max: 1, noNaN: true }), (entries, share) => {
        const path = newPath();
        const log = new UndoLog(path);
        const ends: Array<number> = [];
        for (let nth = 0; nth < entries; nth++) {
          log.begin("fault", limit(nth));
          ends.push(statSync(path).size);
        }
        log.close();
        const bytes = Math.floor(statSync(path).size * share);
        truncateSync(path, bytes);
        // A line needs no newline to be whole.
        const whole = ends.filter((end) => end - 1 <= bytes).length;
        const again = new UndoLog(path);
        expect(again.left()).toHaveLength(whole);
        again.begin("fault", limit(entries));
        expect(new UndoLog(path).left()).toHaveLength(whole + 1);
      }),
      { numRuns: 50 },
    );
  });

  test("reads nothing into lines that are none of its own, and undoes nothing outside of what it may touch", () => {
    const path = newPath();
    const foreign = [
      { entry: 1, owner: "x", undo: { _tag: "limitLifted", file: "/etc/passwd", value: "-1" } },
      { entry: 2, owner: "x", undo: { _tag: "limitLifted", file: "/sys/fs/cgroup/../../etc/passwd", value: "-1" } },
      { entry: 3, owner: "x", undo: { _tag: "groupRemoved", path: "/sys/fs/cgroup" } },
      { entry: 4, owner: "x", undo: { _tag: "unmounted", mountPoint: "/" } },
      { entry: 5, owner: "x", undo: { _tag: "thawed", mountPoint: "/run/ordeal/../../home" } },
      { entry: 6, owner: "x", undo: { _tag: "linkUp", holder: { pid: 1, startTime: 0, bootId: "" }, device: "eth0" } },
    ];
    writeFileSync(path, `${foreign.map((one) => JSON.stringify(one)).join("\n")}\nnot JSON\n`);
    appendFileSync(path, '{"done":9}\n');
    expect(new UndoLog(path).left()).toEqual([]);
  });
});
