import { isInstalled, ordealCommand } from "@ordeal/model/command-name";
import * as Command from "effect/cli/Command";
import { serve } from "./commands/agent.ts";
import { campaign } from "./commands/campaign.ts";
import { check } from "./commands/check.ts";
import { compare } from "./commands/compare.ts";
import { diff } from "./commands/diff.ts";
import { exportCommand } from "./commands/export.ts";
import { fit } from "./commands/fit.ts";
import { halt } from "./commands/halt.ts";
import { hook } from "./commands/hook.ts";
import { hunt } from "./commands/hunt.ts";
import { importCommand } from "./commands/import.ts";
import { init } from "./commands/init.ts";
import { orphans } from "./commands/orphans.ts";
import { plan } from "./commands/plan.ts";
import { replay } from "./commands/replay.ts";
import { report } from "./commands/report.ts";
import { run } from "./commands/run.ts";
import { example } from "./commands/shared.ts";
import { worker } from "./commands/worker.ts";

/** The whole command line. What a verb does is loaded when it is asked for. */
export const ordeal = Command.make("ordeal").pipe(
  Command.withDescription("Put a training run through faults, and learn whether it keeps its target"),
  Command.withSubcommands([
    init,
    run,
    campaign,
    plan,
    worker,
    hunt,
    replay,
    compare,
    report,
    diff,
    importCommand,
    exportCommand,
    fit,
    check,
    serve,
    hook,
    halt,
    orphans,
  ]),
  Command.withExamples([
    ...(isInstalled ? [] : [{ command: "pnpm start", description: "the reference experiment" }]),
    { command: `${ordealCommand} run ${example}`, description: "the same, spelled out" },
    { command: `${ordealCommand} run --help`, description: "what a verb can do" },
  ]),
);
