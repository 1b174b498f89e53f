import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import { main, program } from "../../../../test/support/program.ts";
import { campaign } from "../../src/verbs/campaign.ts";
import { folder, onScreen, smallExperiment } from "../support.ts";
import { flags as common } from "./flags.ts";
import { slurm, whyNoSlurm } from "./slurm.ts";

const why = whyNoSlurm();

test.skipIf(why !== undefined)(
  `the emitted script runs a campaign as a Slurm array, to the same bytes${why === undefined ? "" : `: ${why}`}`,
  async () => {
    const at = folder({
      "e.yaml": smallExperiment({
        hazards: "[{ id: crashes, rate: 4 per node-day, kinds: [{ kind: job.crash }, { kind: card.crash }] }]",
        faults: "[]",
      }),
    });
    const shared = join(at, "shared");
    const flags = { ...common, experiment: join(at, "e.yaml"), runs: 1_000, seed: 1 } as const;
    const script = join(at, "campaign.sh");
    writeFileSync(script, (await onScreen(campaign({ ...flags, out: shared, emit: "slurm" }))).out);
    // `pnpm ordeal`, as the script calls it, is the command under test.
    const { command, args } = program(main, []);
    writeFileSync(
      join(at, "pnpm"),
      `#!/bin/sh\nshift\nexec ${[command, ...args].map((one) => `'${one}'`).join(" ")} "$@"\n`,
    );
    chmodSync(join(at, "pnpm"), 0o755);
    const { submit } = await slurm();
    expect(await submit(script, { PATH: [at, process.env.PATH].join(delimiter) })).toBe(0);
    const merged = await onScreen(campaign({ ...flags, out: shared }));
    expect(merged.err).toContain("1,000 runs were kept in");
    expect(merged.out).toBe((await onScreen(campaign({ ...flags, out: join(at, "alone") }))).out);
  },
  120_000,
);
