import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { streamOf } from "@ordeal/simulator";
import { describe, expect, test } from "vitest";
import { campaign } from "../../src/verbs/campaign.ts";
import { ordealProcess, type Ran } from "../command-line/command.ts";
import { folder, onScreen, smallExperiment } from "../support.ts";
import { flags } from "./flags.ts";
import { postgres, whyNoPostgres } from "./postgres.ts";
import { make } from "./sql.ts";

/** So often something is killed; `pnpm test:kills` has it done fifty times. */
const KILLS = Number(process.env.ORDEAL_CAMPAIGN_KILLS ?? 3);
/** What draws who is killed, and when. */
const SEED = Number(process.env.ORDEAL_CAMPAIGN_KILLS_SEED ?? 1);

const WORKERS = 3;
const RUNS = 2_500;
/** Runs of a campaign are kept in so many parts. */
const PARTS = RUNS / 100;
const KILLS_A_CAMPAIGN = 3;

const why = whyNoPostgres();

const crashing = smallExperiment({
  duration: "2 days",
  hazards: "[{ id: crashes, rate: 4 per node-day, kinds: [{ kind: job.crash }, { kind: card.crash }] }]",
  faults: "[]",
});

/** A process that somebody looks after: it is started again when it was killed, or found no server when it started. */
class Supervised {
  private readonly args: ReadonlyArray<string>;
  private child: ChildProcess | undefined;
  private starts = 0;
  /** What it came to when it ended by itself. */
  ran: Ran | undefined;
  /** Whether nobody looks after it any more. */
  isLeft = false;
  readonly ended: Promise<Ran>;

  constructor(args: ReadonlyArray<string>) {
    this.args = args;
    this.ended = this.untilItEnds();
  }

  private async untilItEnds(): Promise<Ran> {
    for (;;) {
      this.starts++;
      const ran = await ordealProcess(this.args, { whenStarted: (_, child) => (this.child = child) });
      const foundNoServer = ran.code === 2 && ran.err.includes("cannot be used");
      if (!this.isLeft && (ran.code === null || (foundNoServer && this.starts < STARTS_MAX))) continue;
      this.ran = ran;
      return ran;
    }
  }

  kill(): void {
    this.child?.kill("SIGKILL");
  }
}

const STARTS_MAX = 200;

describe.skipIf(why !== undefined)(
  `a campaign of three workers in PostgreSQL${why === undefined ? "" : `: ${why}`}`,
  () => {
    const server = postgres();

    test(
      `comes to the same bytes as on one core, though ${KILLS} times a worker, its coordinator or the server is killed`,
      async () => {
        const at = folder({ "e.yaml": crashing });
        const experiment = join(at, "e.yaml");
        const url = await server.database();
        const stream = streamOf(SEED, "kills");
        const workers = Array.from(
          { length: WORKERS },
          () => new Supervised(["worker", "--store", url, "--workers", "1", "--wait"]),
        );
        const killed = { worker: 0, coordinator: 0, server: 0 };
        const sum = (): number => killed.worker + killed.coordinator + killed.server;

        for (let nth = 0; sum() < KILLS; nth++) {
          expect(nth, "campaigns end before anything is killed").toBeLessThan(4 * KILLS);
          const seed = 1 + nth * RUNS;
          const parts = async (): Promise<number> => {
            const rows = await make(url, `SELECT count(*)::int AS n FROM ordeal_part`).catch(() => []);
            return ((rows as ReadonlyArray<{ readonly n: number }>)[0]?.n ?? 0) - before;
          };
          let before = 0;
          before = await parts();
          const coordinator = new Supervised([
            ...["campaign", experiment, "--runs", `${RUNS}`, "--seed", `${seed}`, "--workers", "1"],
            ...["--store", url, "--json", "--no-verdict"],
          ]);
          // Everybody in turn, from whomever chance has first, each after so many parts and a little.
          const first = stream.index(3);
          const after = Array.from(
            { length: Math.min(KILLS_A_CAMPAIGN, KILLS - sum()) },
            () => 1 + stream.index(PARTS - 5),
          );
          for (const [turn, least] of after.toSorted((a, b) => a - b).entries()) {
            while (coordinator.ran === undefined && (await parts()) < least) await setTimeout(10);
            await setTimeout(stream.index(50));
            if (coordinator.ran !== undefined) break;
            const victim = (["worker", "coordinator", "server"] as const)[(first + turn) % 3];
            if (victim === "server") await server.kill();
            else if (victim === "coordinator") coordinator.kill();
            else workers[stream.index(WORKERS)]?.kill();
            killed[victim ?? "server"]++;
          }
          const { code, out, err } = await coordinator.ended;
          expect(code, `campaign ${nth + 1}: ${err}`).toBe(0);
          const alone = await onScreen(
            campaign({ ...flags, experiment, runs: RUNS, seed, out: join(at, `alone-${nth}`) }),
          );
          expect(out === alone.out, `campaign ${nth + 1} came to other bytes`).toBe(true);
          if (KILLS > 3) process.stderr.write(`${nth + 1} campaigns the same, killed: ${JSON.stringify(killed)}\n`);
        }
        // Nobody gave up: those that were not killed still wait for work.
        expect(workers.map(({ ran }) => ran)).toEqual(workers.map(() => undefined));
        for (const worker of workers) worker.isLeft = true;
      },
      Math.max(120_000, KILLS * 60_000),
    );
  },
);
