import { availableParallelism } from "node:os";
import { Merger, PartsDiffer, parseUntil, RARE_RUNS_MIN, summarizeSample, type Until } from "@ordeal/explorer";
import { counted, type Metrics, ordealCommand, twinOf } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";
import * as Effect from "effect/Effect";
import { campaignCommand } from "../campaign/command.ts";
import { emitted, type Scheduler } from "../campaign/emit.ts";
import { PartsFolder, PartsUnusable } from "../campaign/parts-folder.ts";
import { printCampaign } from "../campaign/print.ts";
import { parseRare, printRare, rareDocument, runRare } from "../campaign/rare.ts";
import { type CampaignReport, campaignDocument, notesOf } from "../campaign/report.ts";
import { campaignId } from "../campaign/request.ts";
import { type CampaignProgress, openRunner, runCampaign, type ShardShare } from "../campaign/run-campaign.ts";
import { storeName } from "../campaign/store/store-name.ts";
import { type PageFlags, type UnwrittenPage, writePages } from "../ci-pages/write-pages.ts";
import type { LoadedExperiment } from "../files/load.ts";
import { STDIN } from "../files/read-file.ts";
import { showProgress } from "../print/progress.ts";
import { shellWord } from "../print/shell.ts";
import { styleFor } from "../print/style.ts";
import { writeAskedReport } from "../report/write-asked.ts";
import { EVENTS_MAX } from "../run/event-bound.ts";
import { Screen } from "../screen.ts";
import { exitCodeOf, exitCodes } from "./exit.ts";
import { loadInput, printBadInput, problemsDocument } from "./input.ts";
import { printSeedsBroke } from "./seeds-broke.ts";

export interface CampaignFlags extends PageFlags {
  readonly experiment: string;
  readonly runs: number | undefined;
  readonly until: string | undefined;
  /** The first seed. */
  readonly seed: number;
  readonly set: ReadonlyArray<string>;
  /** How many threads; as many as the machine has cores unless given. */
  readonly workers: number | undefined;
  /** Which shards this process runs, as people write it: `2/8`. */
  readonly shard: string | undefined;
  /** Writes what runs the campaign on a cluster, and runs nothing. */
  readonly emit: Scheduler | undefined;
  /** The URL of a PostgreSQL server that keeps the runs, and queues them for workers. */
  readonly store?: string | undefined;
  /** A threshold that hardly any run breaks, or how often it must hold. */
  readonly rare?: string | undefined;
  readonly out: string | undefined;
  readonly allowEvents?: number | undefined;
  readonly json: boolean;
  /** `false` explores: a campaign that came to its end answers 0 whatever its figures are. */
  readonly verdict?: boolean;
}

const RUNS = 1_000;
/** With --until, unless --runs says otherwise. */
const RUNS_UNTIL = 102_400;
const RUNS_MAX = 10_000_000;
const SEED_MAX = 4_294_967_295;
const WORKERS_MAX = 256;
const SHARDS_MAX = 100_000;

/** Runs an experiment with many seeds, and says what they come to together. Returns the exit code. */
export const campaign = Effect.fnUntraced(function* (flags: CampaignFlags) {
  const { out, err } = yield* Screen;
  if (flags.experiment === STDIN) {
    err.write("a campaign needs a file: other threads and whoever goes on with it read it again; nothing was run\n");
    return exitCodes.badInput;
  }
  const { experiments, bad } = yield* Effect.promise(() =>
    loadInput([flags.experiment], { set: flags.set, seed: undefined, allowEvents: flags.allowEvents }),
  );
  const [loaded] = experiments;
  if (bad.length > 0 || loaded === undefined) {
    err.write(printBadInput(bad, "; nothing was run"));
    if (flags.json) out.write(`${JSON.stringify({ problems: problemsDocument(bad) }, null, 2)}\n`);
    return exitCodes.badInput;
  }
  const asked = readFlags(flags);
  if (typeof asked === "string") {
    err.write(`${asked}; see ${ordealCommand} campaign --help\n`);
    return exitCodes.badInput;
  }
  if (flags.rare !== undefined) return yield* rare(loaded, flags.rare, asked.runs, flags);
  const id = campaignId(loaded, flags.seed);
  const folder = flags.out ?? `campaigns/${loaded.name}-${id.slice(0, 12)}`;
  const { runs, until, share, workers } = asked;
  const command = (withFolder: boolean) =>
    campaignCommand(loaded, {
      firstSeed: flags.seed,
      runs,
      until: until?.expression,
      out: withFolder ? folder : undefined,
    });
  if (flags.emit !== undefined) {
    out.write(emitted(flags.emit, { name: loaded.name, command: command(true), runs }));
    return exitCodes.held;
  }
  const startedMs = performance.now();
  const progress: CampaignProgress = { merger: new Merger(flags.seed, runs), kept: 0, before: 0 };
  const plan = { seeds: { from: flags.seed, runs }, until, share };
  const where = flags.store === undefined ? folder : storeName(flags.store);
  const goOn =
    flags.store !== undefined
      ? `${command(false)} --store ${shellWord(where)}`
      : command(flags.out !== undefined || share !== undefined);
  const ended = yield* Effect.scoped(
    Effect.gen(function* () {
      const request = { file: loaded.file, eventsMax: flags.allowEvents ?? EVENTS_MAX };
      const { at: onShard } = yield* showProgress("Campaign");
      if (flags.store !== undefined) {
        const { openStore } = yield* Effect.promise(() => import("../campaign/store/postgres.ts"));
        const { runStored } = yield* Effect.promise(() => import("../campaign/store/run-stored.ts"));
        const store = yield* openStore(flags.store, 2 * workers + 1);
        const runner = yield* openRunner(request, workers, runs);
        return yield* runStored(loaded, id, plan, store, { runner, progress, onShard });
      }
      const store = PartsFolder.open(folder, { campaign: id, experiment: loaded.experiment.title });
      const runner = yield* openRunner(request, workers, share === undefined ? runs : Math.ceil(runs / share.of));
      return yield* runCampaign(loaded, id, plan, { runner, store, progress, onShard });
    }),
  ).pipe(
    Effect.map((enough) => ({ enough })),
    Effect.onInterrupt(() =>
      Effect.sync(() =>
        err.write(
          `Interrupted: ${counted(progress.kept, "run")} of ${runs} are kept in ${where}; there is no verdict.\nGo on: ${goOn}\n`,
        ),
      ),
    ),
    Effect.catchTag("StoreUnusable", ({ message }) => Effect.succeed({ defect: new PartsUnusable(message) })),
    Effect.catchDefect((defect) => Effect.succeed({ defect })),
  );
  if ("defect" in ended) {
    if (ended.defect instanceof PartsUnusable || ended.defect instanceof PartsDiffer) {
      err.write(`${ended.defect.message}\n`);
      return exitCodes.badInput;
    }
    return yield* printSeedsBroke(ended.defect, loaded, goOn, flags.json);
  }
  if (ended.enough === undefined) {
    err.write(
      `This shard is done: ${counted(progress.kept, "run")} are kept in ${folder}. When all shards are, this tells what they come to:\n${command(true)}\n`,
    );
    return exitCodes.held;
  }
  const sample = progress.merger.sample(ended.enough);
  const summary = summarizeSample(sample, loaded.experiment, twinFor(loaded, flags.seed));
  const reached = until !== undefined && ended.enough < runs;
  const report: CampaignReport = {
    loaded,
    campaign: id,
    summary,
    until: until === undefined ? undefined : { ...until, reached },
    notes: notesOf(loaded, summary, until),
    command: command(false),
  };
  const told = flags.json ? err : out;
  if (progress.before > 0) err.write(`${counted(progress.before, "run")} were kept in ${where}, and not run again.\n`);
  told.write(printCampaign(report, styleFor(told)));
  if (flags.json) out.write(`${JSON.stringify(campaignDocument(report), null, 2)}\n`);
  const unwritten = yield* writeAll(flags, report, (performance.now() - startedMs) / 1_000);
  for (const { path, reason } of unwritten) err.write(`${path} cannot be written: ${reason}\n`);
  if (unwritten.length > 0) return exitCodes.unknown;
  return flags.verdict === false ? exitCodes.held : exitCodeOf[summary.verdict];
});

/** Writes the pages that were asked for; what could not be written. */
const writeAll = Effect.fnUntraced(function* (flags: CampaignFlags, report: CampaignReport, seconds: number) {
  const unwritten: Array<UnwrittenPage> = [];
  if (flags.junit !== undefined || flags.markdown !== undefined) {
    const { campaignJunit, campaignMarkdown } = yield* Effect.promise(() => import("../campaign/pages.ts"));
    const texts = { junit: () => campaignJunit(report, seconds), markdown: () => campaignMarkdown(report) };
    unwritten.push(...writePages(flags, texts));
  }
  const pictured = async () => (await import("../report/campaign-document.ts")).campaignParts(campaignDocument(report));
  return [...unwritten, ...(yield* writeAskedReport(flags, pictured))];
});

/** Estimates how likely a threshold that hardly any run breaks is to be broken. */
const rare = Effect.fnUntraced(function* (loaded: LoadedExperiment, text: string, runs: number, flags: CampaignFlags) {
  const { out, err } = yield* Screen;
  const asked = parseRare(text, loaded.experiment.duration);
  const wrong =
    typeof asked === "string"
      ? asked
      : runs < RARE_RUNS_MIN
        ? `--rare expected --runs of at least ${RARE_RUNS_MIN}, found ${runs}`
        : undefined;
  if (wrong !== undefined || typeof asked === "string") {
    err.write(`${wrong}; see ${ordealCommand} campaign --help\n`);
    return exitCodes.badInput;
  }
  const eventsMax = flags.allowEvents ?? EVENTS_MAX;
  const command = `${ordealCommand} campaign --help`;
  const ended = yield* runRare(loaded, asked, { runs, firstSeed: flags.seed, eventsMax }).pipe(
    Effect.onInterrupt(() => Effect.sync(() => err.write("Interrupted: there is no estimate.\n"))),
    Effect.catchDefect((defect) => Effect.succeed({ defect })),
  );
  if ("defect" in ended) return yield* printSeedsBroke(ended.defect, loaded, command, flags.json);
  const told = flags.json ? err : out;
  told.write(printRare(ended, styleFor(told)));
  if (flags.json) out.write(`${JSON.stringify(rareDocument(ended), null, 2)}\n`);
  return flags.verdict === false ? exitCodes.held : exitCodeOf[ended.verdict];
});

/** What the fault-free twin comes to, where a threshold is set against it: no chance is left in it, so that one seed does. */
const twinFor = ({ experiment }: LoadedExperiment, seed: number): Metrics | undefined => {
  const asked = [
    ...experiment.thresholds,
    ...(experiment.campaign?.thresholds ?? []).map(({ threshold }) => threshold),
  ];
  return asked.some(({ of }) => of === "twin") ? simulate(twinOf(experiment), { seed }).metrics : undefined;
};

interface Asked {
  readonly runs: number;
  readonly until: Until | undefined;
  readonly workers: number;
  readonly share: ShardShare | undefined;
}

/** What was asked for, or what is wrong with it. */
const readFlags = (flags: CampaignFlags): Asked | string => {
  const { seed, workers, shard } = flags;
  const runs = flags.runs ?? (flags.until === undefined ? RUNS : RUNS_UNTIL);
  if (runs < 1 || runs > RUNS_MAX) return `--runs expected a number from 1 to 10,000,000, found ${runs}`;
  if (seed < 0 || seed + runs - 1 > SEED_MAX)
    return `--seed expected a first seed from 0 up, from which ${runs} runs come to at most ${SEED_MAX}, found ${seed}`;
  if (workers !== undefined && (workers < 1 || workers > WORKERS_MAX))
    return `--workers expected a number from 1 to ${WORKERS_MAX}, found ${workers}`;
  const until = flags.until === undefined ? undefined : parseUntil(flags.until);
  if (typeof until === "string") return `--until ${until}`;
  const share = shard === undefined ? undefined : parseShard(shard);
  if (typeof share === "string") return share;
  const alone = ["until", "shard", "emit", "store", "out", "junit", "markdown", "report"] as const;
  const other = flags.rare === undefined ? undefined : alone.find((name) => flags[name] !== undefined);
  if (other !== undefined) return `--rare and --${other} do not go together`;
  if (share !== undefined && until !== undefined)
    return "--shard and --until do not go together: one shard does not know what the others came to";
  if (flags.store !== undefined && (share !== undefined || flags.out !== undefined))
    return "--store keeps the runs, and hands them out: it does not go together with --shard or --out";
  if (flags.store !== undefined && !/^postgres(ql)?:\/\//.test(flags.store))
    return `--store expected postgres://USER:PASSWORD@HOST:PORT/DATABASE, found "${storeName(flags.store)}"`;
  if (share !== undefined && flags.out === undefined) return "--shard needs --out: the folder that all shards share";
  return { runs, until, workers: workers ?? Math.min(WORKERS_MAX, availableParallelism()), share };
};

const parseShard = (text: string): ShardShare | string => {
  const [, index, of] = /^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? [];
  if (index === undefined || of === undefined)
    return `--shard expected INDEX/COUNT, counted from 0, such as 0/8, found "${text}"`;
  const share = { index: Number(index), of: Number(of) };
  if (share.of < 1 || share.of > SHARDS_MAX) return `--shard expected from 1 to ${SHARDS_MAX} shards, found ${of}`;
  if (share.index >= share.of)
    return `--shard ${text} is out of range: of ${share.of} shards the first is 0/${of} and the last ${share.of - 1}/${of}`;
  return share;
};
