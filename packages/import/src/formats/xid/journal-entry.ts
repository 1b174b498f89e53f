import * as Option from "effect/Option";
import * as Schema from "effect/Schema";
import type { Stamp } from "./stamp.ts";

/** What is read of an entry of `journalctl -o json`. A message that is no UTF-8 is a list of bytes. */
const Entry = Schema.Struct({
  __REALTIME_TIMESTAMP: Schema.String.check(Schema.isPattern(/^\d{1,16}$/)),
  _HOSTNAME: Schema.optionalKey(Schema.String),
  _TRANSPORT: Schema.optionalKey(Schema.String),
  SYSLOG_IDENTIFIER: Schema.optionalKey(Schema.String),
  _COMM: Schema.optionalKey(Schema.String),
  MESSAGE: Schema.Union([Schema.String, Schema.Array(Schema.Int)]),
});
const decodeEntry = Schema.decodeUnknownOption(Schema.fromJsonString(Entry));

/** What Docker keeps of a line that a container printed. */
const ContainerLine = Schema.Struct({ log: Schema.String, time: Schema.String });
const decodeContainerLine = Schema.decodeUnknownOption(Schema.fromJsonString(ContainerLine));

export interface JournalEntry {
  readonly stamp: Stamp;
  readonly host: string | undefined;
  readonly writer: string;
  readonly message: string;
}

/** Reads a line of `journalctl -o json`, `json-sse` or `json-seq`; `undefined` when it is none. */
export const readJournalEntry = (json: string): JournalEntry | undefined =>
  Option.getOrUndefined(
    Option.map(decodeEntry(json), (entry) => ({
      stamp: { epochUs: Number(entry.__REALTIME_TIMESTAMP) },
      host: entry._HOSTNAME,
      writer: entry._TRANSPORT === "kernel" ? "kernel" : (entry.SYSLOG_IDENTIFIER ?? entry._COMM ?? "a program"),
      message: typeof entry.MESSAGE === "string" ? entry.MESSAGE : Buffer.from(entry.MESSAGE).toString("utf8"),
    })),
  );

/** Reads a line of Docker's `json-file` log: when it was printed, and the line. */
export const readContainerLine = (json: string): { readonly time: string; readonly log: string } | undefined =>
  Option.getOrUndefined(decodeContainerLine(json));
