import { setTimeout as sleep } from "node:timers/promises";
import { perform } from "./perform.ts";
import type { Entry, Owner, UndoLog } from "./undo-log.ts";

/**
 * Undoes what is left, of an owner or of all, the last first. Returns what could not be undone. What depends on a thing
 * that is still in the way comes right in a later round.
 */
export const undoAll = async (log: UndoLog, owner?: Owner, rounds = 2): Promise<ReadonlyArray<Entry>> => {
  for (let round = 0; round < rounds; round++) {
    if (round > 0) await sleep(200);
    const undo = async (entry: Entry) => {
      if (await perform(entry.undo)) log.end(entry);
    };
    // What belongs to one fault hangs on nothing else of it.
    if (owner !== undefined) await Promise.all(log.left(owner).map(undo));
    else for (const entry of log.left()) await undo(entry);
    if (log.left(owner).length === 0) break;
  }
  return log.left(owner);
};
