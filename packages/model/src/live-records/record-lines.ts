import { type LiveRecord, readRecord } from "./record.ts";

/** A longer line is no record of the hook's, and is passed over. */
export const RECORD_LINE_MAX = 8_192;

/** What became of the lines of a file. */
export interface LineCounts {
  readonly records: number;
  /** Events that this version does not know. */
  readonly unknown: number;
  /** Lines that are no record: torn by a full disk, or by whoever else wrote there. */
  readonly malformed: number;
}

/** Reads a rank's file as it grows, piece by piece. A last line without its end, as a kill leaves it, is not read. */
export class RecordLines {
  private rest = "";
  private isSkipping = false;
  private records = 0;
  private unknown = 0;
  private malformed = 0;

  /** Takes in the next piece of the file; returns the records that are complete by now. */
  push(piece: string): ReadonlyArray<LiveRecord> {
    const found: Array<LiveRecord> = [];
    const lines = (this.rest + piece).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) {
      if (this.isSkipping) this.isSkipping = false;
      else if (line !== "") this.read(line, found);
    }
    if (this.rest.length > RECORD_LINE_MAX) {
      if (!this.isSkipping) this.malformed++;
      this.isSkipping = true;
      this.rest = "";
    }
    return found;
  }

  private read(line: string, found: Array<LiveRecord>): void {
    const record = line.length > RECORD_LINE_MAX ? "malformed" : readRecord(line);
    if (record === "malformed") this.malformed++;
    else if (record === "unknown") this.unknown++;
    else {
      this.records++;
      found.push(record);
    }
  }

  /** Whether the file ends in the middle of a line. */
  get isTorn(): boolean {
    return this.rest !== "";
  }

  get counts(): LineCounts {
    const { records, unknown, malformed } = this;
    return { records, unknown, malformed };
  }
}
