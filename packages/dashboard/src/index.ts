/**
 * The pictures: the events of a run and its result in, one HTML page out; and the dashboard that an agent serves. Draws
 * what it is given: it reads no file, and speaks to nobody.
 */
export type { OfferedRun } from "./live/fault-form.ts";
export { livePage } from "./live/live-page.ts";
export { policyOf } from "./page.ts";
export { JournalPainter, type PictureEnd } from "./picture/journal-painter.ts";
export type { JournalPicture } from "./picture/journal-picture.ts";
export type { Block, BlocksPicture, TimeBar } from "./report/blocks/block.ts";
export type { ReportData, ReportPart, RunPicture, SourceText } from "./report/report-data.ts";
export { reportPage } from "./report/report-page.tsx";
export { journalRunPicture, type RunMaterial, runPicture } from "./report/run-picture.ts";
