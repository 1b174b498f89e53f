import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { serve } from "@ordeal/agent";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import { describe, expect, onTestFinished, test } from "vitest";
import { makeCertificate } from "../../../../test/support/certificate.ts";
import { Screen } from "../../src/screen.ts";
import { agent } from "../../src/verbs/agent.ts";
import { halt } from "../../src/verbs/halt.ts";
import { orphans } from "../../src/verbs/orphans.ts";
import { run } from "../../src/verbs/run.ts";
import { folder, keptScreen, smallExperiment } from "../support.ts";

const flags = {
  json: false,
  seed: undefined,
  set: [],
  dryRun: false,
  out: undefined,
  tokenFile: undefined,
  rate: undefined,
} as const;

const shown = async (verb: Effect.Effect<number, unknown, never>) => {
  const { screen, out, err } = keptScreen();
  const exitCode = await Effect.runPromise(verb.pipe(Effect.provideService(Screen, screen)) as Effect.Effect<number>);
  return { exitCode, out: out(), err: err() };
};

const certificate = makeCertificate();

const startAgent = async (token?: string, tls?: { readonly cert: string; readonly key: string }) => {
  const scope = Effect.runSync(Scope.make());
  const serving = serve({
    host: "127.0.0.1",
    port: 0,
    version: "test",
    ...(token === undefined ? {} : { token }),
    ...(tls === undefined ? {} : { tls }),
  });
  const { url } = await Effect.runPromise(serving.pipe(Scope.provide(scope)));
  onTestFinished(() => Effect.runPromise(Scope.close(scope, Exit.void)));
  return url.replace("/v1", "");
};

const experiment = () => join(folder({ "e.yaml": smallExperiment() }), "e.yaml");

describe("--agent", () => {
  test("runs an experiment there, and the command that repeats it says so", async () => {
    const url = await startAgent();
    const { exitCode, out } = await shown(run({ ...flags, experiments: [experiment()], agent: url }));
    expect(exitCode).toBe(0);
    expect(out).toMatch(new RegExp(`Run it again: pnpm ordeal run \\S+e.yaml --seed 7 --agent ${url}\n$`));
  });

  test("where nothing listens is unknown, and says how to start an agent", async () => {
    const { exitCode, err } = await shown(run({ ...flags, experiments: [experiment()], agent: "ws://127.0.0.1:1" }));
    expect(exitCode).toBe(4);
    expect(err).toContain("nothing listens at ws://127.0.0.1:1/v1: start an agent with pnpm ordeal agent");
  });

  test("that is no address is bad input", async () => {
    const { exitCode, err } = await shown(run({ ...flags, experiments: [experiment()], agent: "here" }));
    expect(exitCode).toBe(2);
    expect(err).toContain('--agent expected an address such as ws://127.0.0.1:7433, found "here"');
  });

  test("with a token brings it; with the wrong one, says so", async () => {
    const url = await startAgent("right");
    const tokens = folder({ right: "right\n", wrong: "wrong", empty: "" });
    const asked = (name: string) =>
      shown(run({ ...flags, experiments: [experiment()], agent: url, tokenFile: join(tokens, name) }));
    expect((await asked("right")).exitCode).toBe(0);
    expect(await asked("wrong")).toMatchObject({ exitCode: 4, err: expect.stringContaining("it refuses the token") });
    expect(await asked("empty")).toMatchObject({ exitCode: 2, err: expect.stringContaining("is empty") });
    expect(await asked("none")).toMatchObject({ exitCode: 2, err: expect.stringContaining("cannot be read") });
  });

  test.skipIf(certificate === undefined)(
    "at wss:// needs whom to trust, and the command that repeats it names them (skipped where openssl is missing)",
    async () => {
      const { cert = "", key = "" } = certificate ?? {};
      const url = await startAgent("right", { cert, key });
      const at = folder({ "agent.crt": cert, token: "right" });
      const asked = { ...flags, experiments: [experiment()], agent: url, tokenFile: join(at, "token") };
      expect(await shown(run(asked))).toMatchObject({ exitCode: 4, err: expect.stringContaining("--ca FILE") });
      const { exitCode, out } = await shown(run({ ...asked, ca: join(at, "agent.crt") }));
      expect(exitCode).toBe(0);
      expect(out).toContain(` --agent ${url} --token-file ${join(at, "token")} --ca ${join(at, "agent.crt")}\n`);
      const plain = url.replace("wss:", "ws:");
      expect(await shown(run({ ...asked, agent: plain }))).toMatchObject({
        exitCode: 4,
        err: expect.stringContaining("it speaks TLS only: use wss://"),
      });
      expect(await shown(run({ ...asked, agent: plain, ca: join(at, "agent.crt") }))).toMatchObject({
        exitCode: 2,
        err: expect.stringContaining("--ca is of use with wss:// only"),
      });
    },
  );

  test("refuses a function, which cannot be sent, before anything is injected", async () => {
    const url = await startAgent();
    const at = folder();
    writeFileSync(
      join(at, "f.mjs"),
      `export default { title: "f", duration: "1 hour", cluster: { name: "c", nodes: 2 }, job: { nodes: 2, step: "1 second" },
       checkpoint: { interval: () => 60e6, tiers: [{ stall: "1 second", load: "1 second" }] } };`,
    );
    const { exitCode, err } = await shown(run({ ...flags, experiments: [join(at, "f.mjs")], agent: url }));
    expect(exitCode).toBe(4);
    expect(err).toContain("brings a function");
  });
});

describe("ordeal agent", () => {
  const served = { host: "127.0.0.1", port: 0, tokenFile: undefined, lease: undefined, quiet: true };

  test.each([
    [{ ...served, host: "0.0.0.0" }, "needs a token"],
    [{ ...served, lease: "1 year" }, "--lease expected a duration from 0.1 to 600 seconds"],
    [{ ...served, port: 70_000 }, "--port expected a number from 0 to 65535"],
    [{ ...served, tokenFile: "/no/such/file" }, "cannot be read"],
    [{ ...served, tlsCert: "agent.crt" }, "--tls-cert needs --tls-key beside it"],
    [{ ...served, tlsKey: "agent.key" }, "--tls-key needs --tls-cert beside it"],
    [{ ...served, tlsCert: "/no/such/file", tlsKey: "/no/such/file" }, "--tls-cert /no/such/file cannot be read"],
    [{ ...served, tlsCert: import.meta.filename, tlsKey: import.meta.filename }, "is no PEM"],
  ])("does not start with bad flags (%#)", async (given, message) => {
    const { exitCode, err, out } = await shown(agent(given));
    expect(exitCode).toBe(2);
    expect(err).toContain(message);
    expect(out).toBe("");
  });

  test("says that its port is taken", async () => {
    const port = Number(new URL(await startAgent()).port);
    const { exitCode, err } = await shown(agent({ ...served, port }));
    expect(exitCode).toBe(2);
    expect(err).toContain(`port ${port} of 127.0.0.1 is taken: name another one with --port`);
  });
});

describe("ordeal halt and ordeal orphans", () => {
  test("answer for an agent at rest, for people and for machines", async () => {
    const url = await startAgent();
    const asked = { agent: url, tokenFile: undefined };
    expect(await shown(orphans({ ...asked, json: false }))).toMatchObject({
      exitCode: 0,
      out: "No orphans: no fault is injected.\n",
    });
    const halted = await shown(halt({ ...asked, lift: false, json: true }));
    expect(JSON.parse(halted.out)).toEqual({ halted: true, healed: [], left: [] });
    expect(halted.err).toContain(`Lift it: pnpm ordeal halt --lift --agent ${url}`);
    expect(await shown(run({ ...flags, experiments: [experiment()], agent: url }))).toMatchObject({
      exitCode: 4,
      err: expect.stringContaining("the agent is halted"),
    });
    expect((await shown(halt({ ...asked, lift: true, json: false }))).out).toBe("The agent takes faults again.\n");
    expect((await shown(run({ ...flags, experiments: [experiment()], agent: url }))).exitCode).toBe(0);
  });

  test("cannot tell anything of an agent that is not there", async () => {
    const { exitCode, err } = await shown(orphans({ agent: "ws://127.0.0.1:1", tokenFile: undefined, json: false }));
    expect(exitCode).toBe(4);
    expect(err).toContain("nothing listens");
  });
});
