import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { type LiveRecord, processOfFile, type RankProcess, RecordLines } from "@ordeal/model";

/** The most files, and the most of a file at once, that are read: what writes more is not the hook. */
const FILES_MAX = 10_000;
const PIECE_BYTES = 1_048_576;

export interface Recorded {
  readonly process: RankProcess;
  readonly record: LiveRecord;
}

interface Open {
  readonly file: number;
  readonly process: RankProcess;
  readonly decoder: StringDecoder;
  readonly lines: RecordLines;
  offset: number;
}

/** The files into which the ranks of a job write what they do, read as they grow. */
export class EventFiles {
  private readonly folder: string;
  private readonly open = new Map<string, Open>();
  private readonly buffer = Buffer.alloc(PIECE_BYTES);

  constructor(folder: string) {
    this.folder = folder;
  }

  /** How many ranks' processes have written anything. */
  get processes(): number {
    return this.open.size;
  }

  /** What was written since the last time. */
  read(): ReadonlyArray<Recorded> {
    for (const name of readdirSync(this.folder)) {
      if (this.open.has(name) || this.open.size >= FILES_MAX) continue;
      const process = processOfFile(name);
      if (process === undefined) continue;
      const file = openSync(join(this.folder, name), "r");
      this.open.set(name, { file, process, decoder: new StringDecoder(), lines: new RecordLines(), offset: 0 });
    }
    return [...this.open.values()].flatMap((open) => this.readOn(open));
  }

  private readOn(open: Open): ReadonlyArray<Recorded> {
    const found: Array<Recorded> = [];
    for (;;) {
      const bytes = readSync(open.file, this.buffer, 0, PIECE_BYTES, open.offset);
      if (bytes === 0) return found;
      open.offset += bytes;
      const piece = open.decoder.write(this.buffer.subarray(0, bytes));
      for (const record of open.lines.push(piece)) found.push({ process: open.process, record });
    }
  }

  close(): void {
    for (const { file } of this.open.values()) closeSync(file);
    this.open.clear();
  }
}
