import { setTimeout as sleep } from "node:timers/promises";
import * as Schema from "effect/Schema";
import { takeLock } from "../machine/lock.ts";
import { HELPER_VARIABLE, killAll, markedWith } from "../machine/marked.ts";
import { find, ProcessIdentity, signal } from "../machine/process.ts";
import { GUARDIAN_READY, guardianLock } from "./guardian-words.ts";
import { StateFolder } from "./state-folder.ts";

/**
 * The guardian of a lab: a process of its own, in a session of its own, which outlives the agent. As long as it hears of
 * the agent it does nothing. When the agent is gone, or says nothing for too long, it ends the agent, heals everything
 * that the log holds, and takes the lab down.
 */
const Orders = Schema.Struct({
  lab: Schema.String,
  labId: Schema.String,
  agent: ProcessIdentity,
  /** How long the agent may be silent. */
  silentMs: Schema.Int.check(Schema.isBetween({ minimum: 100, maximum: 3_600_000 })),
});

/** How long commands that the agent had begun may go on after its end. */
const HELPERS_MS = 2_000;
const LOOK_MS = 10;
/** How often a lab is taken down that does not go. */
const ROUNDS = 10;

const say = (text: string): void => {
  process.stderr.write(`${new Date().toISOString()} ${text}\n`);
};

/** Resolves, with the reason, when there is nobody any more to watch over. */
const untilGone = (silentMs: number): Promise<string> =>
  new Promise((resolve) => {
    let timer = setTimeout(() => resolve(`it said nothing for ${silentMs / 1_000} s`), silentMs);
    process.stdin.on("data", () => {
      timer = timer.refresh();
    });
    for (const event of ["end", "close", "error"]) process.stdin.on(event, () => resolve("it is gone"));
  });

const guard = async (orders: typeof Orders.Type): Promise<number> => {
  const { lab, labId, agent, silentMs } = orders;
  if ((await takeLock(guardianLock(lab), 1_000)) === undefined) {
    say(`lab ${lab} has a guardian already`);
    return 2;
  }
  process.stdout.write(`${GUARDIAN_READY}\n`);
  const reason = await untilGone(silentMs);
  const folder = new StateFolder(lab);
  // An agent that took its lab down itself leaves nothing to be done.
  if (!folder.exists) return 0;
  say(`the agent (pid ${agent.pid}): ${reason}; taking lab ${lab} down`);
  // One that stands still must not go on later with what it was about to do.
  while (find(agent) !== undefined) {
    signal(agent, "SIGKILL");
    await sleep(LOOK_MS);
  }
  const helpers = () => markedWith(HELPER_VARIABLE, labId);
  for (const endMs = performance.now() + HELPERS_MS; helpers().length > 0 && performance.now() < endMs; )
    await sleep(LOOK_MS);
  await killAll(helpers);
  const log = folder.openLog();
  for (let round = 1; ; round++) {
    const left = await folder.takeDown(log);
    if (left.length === 0) {
      say(`lab ${lab} is taken down`);
      return 0;
    }
    say(`could not be undone: ${left.map(({ undo }) => JSON.stringify(undo)).join(", ")}`);
    if (round === ROUNDS) return 5;
    await sleep(1_000);
  }
};

const [written = ""] = process.argv.slice(2);
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => {});
// Whoever reads what is said may be gone.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
process.exit(await guard(Schema.decodeSync(Schema.fromJsonString(Orders))(written)));
