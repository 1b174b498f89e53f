import { DURATION_US_MAX, escapeVariables, printDuration, type TimelineHeader } from "@ordeal/model";
import { Document, isMap, isSeq } from "yaml";
import { encodeTimelineHeader, printTimelineHeader } from "../ndjson/write.ts";
import type { Spool } from "./spool.ts";

/** How much text is handed over at once, in characters. */
const AT_ONCE = 1 << 18;

/**
 * A fault as a line: when it starts is a time since the timeline's start, or, later than any duration may say, a date,
 * which is exact to the millisecond.
 */
const lineOf = (text: string, atUs: number, startUs: number): string => {
  const us = atUs - startUs;
  const at = us <= DURATION_US_MAX ? printDuration(us) : new Date(Math.floor(atUs / 1_000)).toISOString();
  return `{"at":${JSON.stringify(at)},${text.slice(1)}`;
};

/** A timeline as NDJSON, in pieces: the header, then a fault a line. */
export const timelineNdjson = function* (header: TimelineHeader, spool: Spool, startUs: number): Generator<string> {
  let piece = printTimelineHeader(header);
  for (const { atUs, text } of spool.inOrder()) {
    piece += `${lineOf(text, atUs, startUs)}\n`;
    if (piece.length < AT_ONCE) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
};

/** A timeline as YAML, one fault a line, with dates where there are any. For what fits into memory several times over. */
export const timelineYaml = (header: TimelineHeader, spool: Spool, startUs: number): string => {
  const faults = [...spool.inOrder()].map(({ atUs, text }) => {
    const fault = JSON.parse(lineOf(text, atUs, startUs)) as Readonly<Record<string, unknown>>;
    const isDate = header.startsAt !== undefined && atUs % 1_000 === 0;
    return isDate ? { ...fault, at: new Date(atUs / 1_000).toISOString() } : fault;
  });
  const document = new Document({ ...encodeTimelineHeader(header), faults });
  const list = document.get("faults", true);
  if (isSeq(list)) for (const item of list.items) if (isMap(item)) item.flow = true;
  return escapeVariables(document.toString({ lineWidth: 0 }));
};
