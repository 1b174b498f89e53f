import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isMounted } from "../machine/mounts.ts";
import { undoAll } from "../undo/undo-all.ts";
import { type Entry, UndoLog } from "../undo/undo-log.ts";

/** Where everything of the labs of this machine lies; nothing of it outlives the machine's next start. */
const ROOT = "/run/ordeal";

/** The folder of a lab, by the lab's name. */
export class StateFolder {
  readonly path: string;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
    this.path = join(ROOT, name);
  }

  get exists(): boolean {
    return existsSync(this.path);
  }

  make(): void {
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** What has to be undone, by the log in it. */
  openLog(): UndoLog {
    return new UndoLog(this.file("undo.ndjson"));
  }

  get storePath(): string {
    return this.file("store");
  }

  /** Undoes everything that the log still holds and removes the folder. Returns what could not be undone. */
  async takeDown(log: UndoLog): Promise<ReadonlyArray<Entry>> {
    const left = await undoAll(log);
    if (left.length > 0 || isMounted(this.storePath)) return left;
    log.close();
    rmSync(this.path, { recursive: true, force: true });
    return [];
  }
}
