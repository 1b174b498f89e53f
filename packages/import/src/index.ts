/**
 * Traces and logs that other programs wrote, read into incident timelines; and timelines that are NDJSON, read line by
 * line. Everything streams: memory stays bounded however long a file or one of its lines is.
 *
 * Map: `import-timeline.ts` is the whole way from a source to a timeline. A `format.ts` makes findings (`finding.ts`) of
 * bytes; `formats/` holds one a file or folder, and `formats.ts` lists them. `collect/` checks and counts findings, brings
 * them in order of time and writes them. `looks/` says what a file is that is not what it was taken for. `lines/` and `json/` cut bytes into lines and elements, `dates/` reads dates,
 * `experiments/` makes faults of other tools' experiments; `mapping/` is what a person says about a file, `measures/` reads tables of how long things took, `ndjson/` reads and writes timelines a line at a time. IMPORT.md tells
 * how to use them, and how to add one.
 */
export type { Refused } from "./collect/collect.ts";
export type { Skipped } from "./collect/skipped.ts";
export { readWindow, type Window } from "./collect/window.ts";
export { type ExperimentFormat, experimentFormats } from "./experiments/experiments.ts";
export type { ForeignExperiment, Mapped, Stage, Unmapped, WrittenFault } from "./experiments/foreign.ts";
export type { Finding, FoundFault } from "./finding.ts";
export type { Format, Hint, Read, Reading } from "./format.ts";
export { formats, openFormat } from "./formats.ts";
export {
  type Destination,
  type Imported,
  type ImportRequest,
  importTimeline,
  YAML_FAULTS_MAX,
} from "./import-timeline.ts";
export { LINE_BYTES_MAX, type Line, readLines } from "./lines/read-lines.ts";
export { decodeMapping, type Mapping, MappingSchema } from "./mapping/mapping.ts";
export { decodeMeasureMapping, type MeasureMapping } from "./measures/mapping.ts";
export { type Measured, readMeasures } from "./measures/read.ts";
export { readTimelineLines, readTimelinePieces, TIMELINE_LINE_BYTES_MAX, type TimelineLine } from "./ndjson/read.ts";
export { printTimelineFault, printTimelineHeader } from "./ndjson/write.ts";
