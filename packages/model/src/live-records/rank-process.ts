/** One process of a rank. Process ids come again; with the start time they do not, until the machine starts again. */
export interface RankProcess {
  readonly rank: number;
  readonly pid: number;
  /** In ticks since the machine's start. */
  readonly startTime: number;
}

const fileName = /^(\d{1,9})-(\d{1,9})-(\d{1,15})\.ndjson$/;

/** Whose file of the hook it is, by its name `<rank>-<pid>-<start time>.ndjson`; `undefined` for any other file. */
export const processOfFile = (name: string): RankProcess | undefined => {
  const [, rank, pid, startTime] = fileName.exec(name) ?? [];
  return rank === undefined ? undefined : { rank: Number(rank), pid: Number(pid), startTime: Number(startTime) };
};

/** What tells a process of one machine from every other. */
export const processKey = ({ pid, startTime }: Pick<RankProcess, "pid" | "startTime">): string => `${pid}-${startTime}`;
