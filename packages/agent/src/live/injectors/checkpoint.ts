import { closeSync, fsyncSync, ftruncateSync, openSync, readdirSync, readSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { always, type Injector } from "./injector.ts";

/** How much of the middle of a copy is damaged. */
const DAMAGED_BYTES = 64;
const LOOK_MS = 20;

interface Copy {
  readonly path: string;
  readonly bytes: number;
  readonly writtenMs: number;
}

/** The copies in a folder, the newest first; what is still being written is none. */
const copiesIn = (folder: string): ReadonlyArray<Copy> =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(part|tmp|bad)$/.test(entry.name))
    .flatMap((entry) => {
      try {
        const path = join(entry.parentPath, entry.name);
        const { size, mtimeMs } = statSync(path);
        return [{ path, bytes: size, writtenMs: mtimeMs }];
      } catch {
        return [];
      }
    })
    .sort((a, b) => b.writtenMs - a.writtenMs);

/** The newest copy is damaged: bytes in its middle are turned over. */
export const checkpointCorrupt: Injector = {
  kind: "checkpoint.corrupt",
  targets: ["tier"],
  mechanism: "bytes in the middle of the newest copy are inverted on disk",
  undo: "none",
  probe: always,
  inject: async ({ checkpoints }) => {
    const [newest] = copiesIn(checkpoints);
    if (newest === undefined) throw new Error("there is no copy yet");
    const file = openSync(newest.path, "r+");
    try {
      const at = Math.max(0, Math.floor((newest.bytes - DAMAGED_BYTES) / 2));
      const bytes = Buffer.alloc(Math.min(DAMAGED_BYTES, newest.bytes));
      readSync(file, bytes, 0, bytes.length, at);
      writeSync(
        file,
        bytes.map((byte) => byte ^ 0xff),
        0,
        bytes.length,
        at,
      );
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  },
};

/** The next copy is never whole: it is cut off at half its length as soon as it is there. */
export const checkpointTorn: Injector = {
  kind: "checkpoint.torn",
  targets: ["tier"],
  mechanism: "the next copy is cut off at half its length on disk",
  undo: "none",
  probe: always,
  inject: async ({ checkpoints }) => {
    const before = new Map(copiesIn(checkpoints).map(({ path, writtenMs }) => [path, writtenMs]));
    let isOver = false;
    const tear = async () => {
      for (; !isOver; await sleep(LOOK_MS)) {
        const next = copiesIn(checkpoints).find(({ path, writtenMs }) => before.get(path) !== writtenMs);
        if (next === undefined) continue;
        const file = openSync(next.path, "r+");
        ftruncateSync(file, Math.floor(next.bytes / 2));
        fsyncSync(file);
        closeSync(file);
        return;
      }
    };
    const tearing = tear().catch(() => {});
    return () => {
      isOver = true;
      return tearing;
    };
  },
};
