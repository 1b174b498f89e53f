import { ordealCommand } from "@ordeal/model";

/** How much of the beginning of a source is looked at, in bytes. */
const OPENING_BYTES = 1 << 16;

const throughPipe = (unpack: string): string =>
  `unpack it first, as in ${unpack} FILE | ${ordealCommand} import FORMAT -`;
const utf16 = `UTF-16: convert it first, as in iconv -f UTF-16 -t UTF-8 FILE | ${ordealCommand} import FORMAT -`;

/** Files that are no text, by their first bytes, and what makes text of them. */
const known: ReadonlyArray<readonly [string, string]> = [
  ["1f8b", `gzip: ${throughPipe("gunzip -c")}`],
  ["28b52ffd", `zstd: ${throughPipe("zstdcat")}`],
  ["fd377a58", `xz: ${throughPipe("xzcat")}`],
  ["425a68", `bzip2: ${throughPipe("bzcat")}`],
  ["04224d18", `lz4: ${throughPipe("lz4cat")}`],
  ["504b0304", "a zip archive or a spreadsheet: unpack it, or save the sheet as CSV"],
  ["255044462d", "a PDF"],
  ["4c504b5348485248", "a journal of systemd: print it first, as in journalctl --file FILE -o short-iso-precise"],
  ["fffe", utf16],
  ["feff", utf16],
];

/** Zeros at the very start, or in the first line: later ones may be one bad line of a log. */
const isBinary = (start: Buffer): boolean => {
  const zero = start.indexOf(0);
  return zero >= 0 && (zero < 64 || zero < start.indexOf("\n"));
};

/** A source that is watched as it is read. */
export interface Guarded {
  readonly source: AsyncIterable<Uint8Array>;
  /** Why it is nothing that could be read; nothing of it was. */
  readonly refused: () => "is empty" | `is not text: ${string}` | undefined;
  /** How it begins. */
  readonly opening: () => string;
}

/** Reads nothing of a source that is empty or begins like no text, and remembers how it begins. */
export const guard = (source: AsyncIterable<Uint8Array>): Guarded => {
  let refused: ReturnType<Guarded["refused"]>;
  let isBlank = true;
  let isBegun = false;
  let bytes = 0;
  const kept: Array<Buffer> = [];
  const guarded = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      if (chunk.length === 0) continue;
      if (!isBegun) {
        isBegun = true;
        const start = Buffer.from(chunk.subarray(0, 512));
        const kind = known.find(([magic]) => start.toString("hex").startsWith(magic))?.[1];
        const what = kind ?? (isBinary(start) ? "binary data" : undefined);
        if (what !== undefined) {
          refused = `is not text: expected a log or trace in UTF-8, found ${what}`;
          return;
        }
      }
      isBlank &&= chunk.every((byte) => byte <= 0x20);
      if (bytes < OPENING_BYTES) {
        kept.push(Buffer.from(chunk.subarray(0, OPENING_BYTES - bytes)));
        bytes += chunk.length;
      }
      yield chunk;
    }
  };
  return {
    source: guarded(),
    refused: () => refused ?? (isBlank ? "is empty" : undefined),
    opening: () =>
      Buffer.concat(kept)
        .toString("utf8")
        .replace(/^\ufeff/, ""),
  };
};
