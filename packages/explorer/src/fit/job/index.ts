/**
 * From a job's records to what its steps, saves and recoveries take: `journal.ts` reads a run's journal, `hook.ts` the
 * files of a real job's ranks, and whoever has a table adds to `samples.ts` by himself. `times.ts` makes means of them.
 */
export { type HookLine, hookTimes, type RankLines, rankOfFile, readHookLine } from "./hook.ts";
export { JournalTimes } from "./journal.ts";
export { type JobMeasure, JobSamples, jobMeasures } from "./samples.ts";
export { type FittedTime, fitTimes } from "./times.ts";
export { writtenJob } from "./written.ts";
