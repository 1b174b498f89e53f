import { lstatSync, readFileSync, readlinkSync, type Stats } from "node:fs";
import { firstLine } from "../files/first-line.ts";
import type { LoadedExperiment } from "../files/load.ts";
import type { Outputs } from "./outputs.ts";

/** A result of that size was written by nobody's run: it is not read. */
const RESULT_BYTES_MAX = 100_000_000;

/** What a path leads to itself; `undefined` when there is nothing. */
const statusOf = (path: string): Stats | undefined => lstatSync(path, { throwIfNoEntry: false });

/**
 * Why a file must not be written where something lies already, whatever the command: it would block, go to a device, or
 * through a link to who knows where. `force` allows the link.
 */
export const whyNotWrite = (path: string, force: boolean): string | undefined => {
  const status = statusOf(path);
  if (status === undefined || status.isFile()) return undefined;
  if (status.isSymbolicLink()) {
    return force ? undefined : `is a link to ${readlinkSync(path)}: name another, or write through it with --force`;
  }
  const what = status.isDirectory() ? "a directory" : status.isFIFO() ? "a FIFO" : "no regular file";
  return `is ${what}: name another`;
};

/** What wrote the files that a run is to be kept in. */
export interface KeptRun {
  readonly command: string;
  readonly loaded: Pick<LoadedExperiment, "experiment">;
  /** What its journal says that it is; the experiment's own title unless given. */
  readonly title?: string;
}

/** Why a run's journal and result must not be written where they are wanted; `undefined` when nothing would be lost. */
export const whyNotKeep = ({ journal, result }: Outputs, run: KeptRun, force: boolean): string | undefined => {
  for (const path of [journal, result]) {
    const reason = whyNotWrite(path, force);
    if (reason !== undefined) return `${path} ${reason}`;
  }
  if (force) return undefined;
  const again = "name another --out, or write over it with --force";
  const written = commandIn(result);
  if (written !== undefined) {
    if (written === run.command) return undefined;
    return written === ""
      ? `${result} is no result of a run: ${again}`
      : `${result} holds what another command came to (${written}): ${again}`;
  }
  const whose = runIn(journal);
  const { experiment } = run.loaded;
  if (whose === undefined) return undefined;
  return whose === runName(run.title ?? experiment.title, experiment.seed)
    ? undefined
    : `${journal} is ${whose === "" ? "no journal" : `the journal of another run, ${whose}`}: ${again}`;
};

const runName = (title: string, seed: number): string => `${JSON.stringify(title)} with seed ${seed}`;

/** The command that a result says it is of; empty for a file that is none, `undefined` for no file. */
const commandIn = (result: string): string | undefined => {
  const status = statusOf(result);
  if (status === undefined) return undefined;
  try {
    if (status.size > RESULT_BYTES_MAX) return "";
    const { ordeal, command } = JSON.parse(readFileSync(result, "utf8")) as Readonly<Record<string, unknown>>;
    return typeof ordeal === "string" && typeof command === "string" ? command : "";
  } catch {
    return "";
  }
};

/** The run that a journal says it is of, likewise. */
const runIn = (journal: string): string | undefined => {
  if (statusOf(journal) === undefined) return undefined;
  try {
    const { ordeal, title, seed } = JSON.parse(firstLine(journal)) as Readonly<Record<string, unknown>>;
    return typeof ordeal === "string" ? runName(String(title), Number(seed)) : "";
  } catch {
    return "";
  }
};
