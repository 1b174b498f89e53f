import { closeSync, openSync, readSync } from "node:fs";
import { decodeTimelineFault, type TimelineFault, type TimelineHeader } from "@ordeal/model";

const NEWLINE = 0x0a;
/** How much is read at once. */
const CHUNK = 1 << 18;

/**
 * The faults of a timeline of lines that was found good before, one by one and while a run stands still for it: a
 * simulation waits for nobody. Throws when the file is no longer what it was.
 */
export const readFaultsAgain = function* (file: string, header: TimelineHeader): Generator<TimelineFault> {
  let isHeader = true;
  for (const line of linesOf(file)) {
    if (line.trim() === "") continue;
    if (isHeader) {
      isHeader = false;
      continue;
    }
    yield faultOf(line, header, file);
  }
};

const faultOf = (line: string, header: TimelineHeader, file: string): TimelineFault => {
  try {
    const decoded = decodeTimelineFault(JSON.parse(line) as unknown, header, []);
    if ("value" in decoded) return decoded.value;
  } catch {
    // Said below: it was good a moment ago.
  }
  throw new Error(`${file} changed while it was replayed`);
};

/** Lines of a file whose lines are known to be short and UTF-8. */
const linesOf = function* (file: string): Generator<string> {
  const descriptor = openSync(file, "r");
  try {
    let kept = Buffer.alloc(0);
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK);
      const size = readSync(descriptor, chunk, 0, CHUNK, null);
      if (size === 0) break;
      const bytes = kept.length === 0 ? chunk.subarray(0, size) : Buffer.concat([kept, chunk.subarray(0, size)]);
      let from = 0;
      for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
        yield bytes.toString("utf8", from, at);
        from = at + 1;
      }
      kept = Buffer.from(bytes.subarray(from));
    }
    if (kept.length > 0) yield kept.toString("utf8");
  } finally {
    closeSync(descriptor);
  }
};
