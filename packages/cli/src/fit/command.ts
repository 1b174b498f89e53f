import { ordealCommand } from "@ordeal/model";
import { shellWord } from "../print/shell.ts";
import type { FitFlags } from "./flags.ts";

/** One line that fits the same again, ready for a shell. */
export const fitCommand = (flags: FitFlags): string => {
  const values = [
    ["--nodes", flags.nodes?.toString()],
    ["--cards-per-node", flags.cardsPerNode?.toString()],
    ...flags.counts.map((count) => ["--count", count] as const),
    ["--from", flags.from],
    ["--to", flags.to],
    ["--relapse-within", flags.relapseWithin],
    ["--unended", flags.unended],
    ["--id", flags.id],
    ["--out", flags.out],
  ] as const;
  return [
    `${ordealCommand} fit`,
    ...flags.files.map(shellWord),
    ...values.flatMap(([flag, value]) => (value === undefined ? [] : [`${flag} ${shellWord(value)}`])),
    ...(flags.fleet ? ["--fleet"] : []),
    ...(flags.check ? [] : ["--no-check"]),
    ...(flags.json ? ["--json"] : []),
  ].join(" ");
};

/** The same for a job's records. */
export const fitRunCommand = ({
  files,
  mapping,
  out,
  json,
}: {
  readonly files: ReadonlyArray<string>;
  readonly mapping?: string | undefined;
  readonly out?: string | undefined;
  readonly json: boolean;
}): string =>
  [
    `${ordealCommand} fit --run`,
    ...files.map(shellWord),
    ...(mapping === undefined ? [] : [`--mapping ${shellWord(mapping)}`]),
    ...(out === undefined ? [] : [`--out ${shellWord(out)}`]),
    ...(json ? ["--json"] : []),
  ].join(" ");
