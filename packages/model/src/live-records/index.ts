/** A real job as its ranks and its lab tell of it: what they write, and the run that comes of it. */

export { alignClocks, type ClockOffset } from "./clocks.ts";
export { LabFact, readFact } from "./fact.ts";
export type { LiveResult } from "./live-result.ts";
export { type OneLoggerFile, readOneLogger } from "./one-logger.ts";
export { processKey, processOfFile, type RankProcess } from "./rank-process.ts";
export { type LiveRecord, type LiveRecordName, liveRecords, readRecord } from "./record.ts";
export { type LineCounts, RecordLines } from "./record-lines.ts";
export { FACTS_FILE, type RecordedFile, type Recording, readRecording } from "./recording.ts";
export { type Happened, WatchedRun, type WatchOptions } from "./watched-run.ts";
