import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { campaign } from "../../src/verbs/campaign.ts";
import { worker } from "../../src/verbs/worker.ts";
import { folder, onScreen, smallExperiment } from "../support.ts";
import { flags as common } from "./flags.ts";
import { postgres, whyNoPostgres } from "./postgres.ts";
import { make } from "./sql.ts";

const why = whyNoPostgres();

const crashing = (sections: Readonly<Record<string, string>> = {}): string =>
  smallExperiment({
    duration: "2 days",
    hazards: "[{ id: crashes, rate: 4 per node-day, kinds: [{ kind: job.crash }, { kind: card.crash }] }]",
    faults: "[]",
    ...sections,
  });

const flags = { ...common, runs: 300, seed: 5, out: undefined } as const;

describe.skipIf(why !== undefined)(`a campaign in PostgreSQL${why === undefined ? "" : `: ${why}`}`, () => {
  const { database } = postgres();

  test("is extended, stops when enough is known, and is worked on by others", async () => {
    const at = folder({ "e.yaml": crashing() });
    const experiment = join(at, "e.yaml");
    const url = await database();
    const first = await onScreen(campaign({ ...flags, runs: 100, experiment, store: url }));
    expect(first.code, first.err).toBe(0);
    const alone = await onScreen(campaign({ ...flags, experiment, out: join(at, "kept") }));
    const [extended, beside] = await Promise.all([
      onScreen(campaign({ ...flags, experiment, store: url })),
      onScreen(worker({ store: url, workers: 1, wait: false })),
    ]);
    expect(extended.out).toBe(alone.out);
    expect(extended.err).toContain("100 runs were kept in postgres://ordeal@127.0.0.1");
    expect(beside).toMatchObject({ code: 0 });
    const until = { ...flags, runs: 2_000, until: "effectiveThroughput ± 3 %", experiment };
    const [stored, kept] = [
      await onScreen(campaign({ ...until, store: url })),
      await onScreen(campaign({ ...until, out: join(at, "u") })),
    ];
    expect(stored.out).toBe(kept.out);
  }, 120_000);

  test("refuses tables of another version, and functions, which do not travel", async () => {
    const at = folder({
      "e.yaml": crashing(),
      "f.ts": `export default { title: "F", duration: "12 hours", cluster: { name: "s", nodes: 6, nodesPerSupernode: 6 },
        job: { nodes: 4, step: "10 seconds" }, checkpoint: { interval: () => 60_000_000, tiers: [{ stall: "10 seconds" }] } };`,
    });
    const url = await database();
    const withFunction = await onScreen(campaign({ ...flags, experiment: join(at, "f.ts"), store: url }));
    expect(withFunction.err).toContain("it has functions, which do not travel");
    expect(withFunction.code).toBe(2);
    await make(url, "UPDATE ordeal_store SET version = 99");
    const other = await onScreen(campaign({ ...flags, experiment: join(at, "e.yaml"), store: url }));
    expect(other.err).toContain("its tables are of version 99, and this Ordeal knows version 1");
    expect(other.code).toBe(2);
  }, 120_000);
});

describe("a store", () => {
  test("that nobody answers for is one clear error, without its password", async () => {
    const url = "postgres://me:secret@127.0.0.1:1/nothing";
    const at = folder({ "e.yaml": crashing() });
    const asked = await onScreen(campaign({ ...flags, experiment: join(at, "e.yaml"), store: url }));
    expect(asked.code).toBe(2);
    expect(asked.err).toContain("the store postgres://me@127.0.0.1:1/nothing cannot be used");
    expect(asked.err).not.toContain("secret");
    const working = await onScreen(worker({ store: url, workers: 1, wait: false }));
    expect(working.code).toBe(2);
    expect(working.err).not.toContain("secret");
  });

  test.each([
    [{ store: "mysql://x" }, '--store expected postgres://USER:PASSWORD@HOST:PORT/DATABASE, found "mysql://x"'],
    [{ store: "postgres://x", out: "y" }, "--store keeps the runs"],
    [{ store: "postgres://x", shard: "0/2", out: "y" }, "--store keeps the runs"],
  ])("%o is bad input", async (given, message) => {
    const at = folder({ "e.yaml": crashing() });
    const { code, err } = await onScreen(campaign({ ...flags, experiment: join(at, "e.yaml"), ...given }));
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});
