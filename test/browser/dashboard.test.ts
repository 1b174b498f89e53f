/** The dashboard in a real browser, in front of the mock cluster: what is clicked happens there, and what happens shows. */
import { createServer } from "node:net";
import { serve } from "@ordeal/agent";
import { livePage } from "@ordeal/dashboard";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import { onTestFinished, test } from "vitest";
import WebSocket from "ws";
import { bundleClient } from "../../packages/cli/src/report/bundle-client.ts";
import { describeBrowser, expect, seriousFaults } from "./browser.ts";

const hostile = `</script><img src=x onerror="document.title='hit'">`;
const experiment = {
  title: hostile,
  seed: 1,
  duration: "1 day",
  cluster: {
    name: "small",
    nodes: 6,
    nodesPerSupernode: 3,
    scaleUp: { planes: 2 },
    scaleOut: { uplinks: 2, tors: 2 },
    repair: { fixed: "30 minutes" },
  },
  job: { nodes: 4, step: "1 second" },
  checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds", persist: "30 seconds", load: "20 seconds" }] },
  recovery: { restart: "90 seconds" },
};

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** An agent with a dashboard on this port; it is stopped by whoever asks, or when the test is over. */
const startAgent = async (port: number, token?: string) => {
  const script = await bundleClient("live-client");
  const page = Buffer.from(livePage({ version: "test", offered: [{ title: hostile, experiment }] }, script));
  const scope = Effect.runSync(Scope.make());
  let isStopped = false;
  const stop = async () => {
    if (!isStopped) await Effect.runPromise(Scope.close(scope, Exit.void));
    isStopped = true;
  };
  onTestFinished(stop);
  const options = { host: "127.0.0.1", port, version: "test", page: async () => page };
  await Effect.runPromise(serve({ ...options, ...(token === undefined ? {} : { token }) }).pipe(Scope.provide(scope)));
  return { address: `http://127.0.0.1:${port}/`, stop };
};

/** Asks the agent by a client of its own, which is not the page. */
const ask = (port: number, method: string, params: object) =>
  new Promise<Record<string, unknown>>((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/v1`);
    socket.on("open", () => socket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params })));
    socket.on("message", (data) => {
      resolve((JSON.parse(String(data)) as { result: Record<string, unknown> }).result);
      socket.close();
    });
    socket.on("error", reject);
  });

describeBrowser("the dashboard", (open) => {
  test("opens a run, breaks a pump by clicks, shows trip, stop and restart, heals, and halts", async () => {
    const port = await freePort();
    const { address } = await startAgent(port);
    const { page, requests, sockets, errors } = await open();
    await page.goto(address);
    await page.getByRole("button", { name: hostile }).click();
    await page.getByText("48 cards in 6 nodes").waitFor();
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.title()).toBe("Ordeal agent");

    await page.getByRole("button", { name: "10 min", exact: true }).click();
    await page.getByRole("button", { name: /^cdu0/ }).click();
    await page.getByLabel("kind").selectOption("cooling.pump");
    await page.getByRole("button", { name: "Inject", exact: true }).click();
    await page.getByText("cooling.pump-1 is injected").waitFor();
    const { faults } = (await ask(port, "fault.list", {})) as { faults: ReadonlyArray<Record<string, unknown>> };
    expect(faults).toMatchObject([{ faultId: "cooling.pump-1", kind: "cooling.pump", held: true }]);

    await page.getByRole("button", { name: "1 min", exact: true }).click();
    const log = page.getByRole("list", { name: "Events, the newest first" });
    await log.getByText("loop.throttled").waitFor();
    await log.getByText("loop.tripped").waitFor();
    await log.getByText("job.stopped").waitFor();
    await page.getByRole("button", { name: "As a table" }).click();
    await page.getByRole("row", { name: /^sn00/ }).getByText("24").waitFor();

    await page.getByRole("button", { name: "Heal cooling.pump-1" }).click();
    await page.getByText("None is injected.").waitFor();
    expect(((await ask(port, "fault.list", {})) as { faults: ReadonlyArray<unknown> }).faults).toEqual([]);
    await page.getByRole("button", { name: "1 h", exact: true }).click();
    await log.getByText("job.resumed").waitFor();
    // Events come before the state that they lead to.
    await page.locator("[data-fact=job]").getByText("stepping", { exact: true }).waitFor();

    await page.getByLabel("component").fill("sn01/n00/c3");
    await page.getByLabel("kind").selectOption("card.slow");
    await page.getByLabel("speed").fill("50 %");
    await page.getByRole("button", { name: "Inject", exact: true }).click();
    await page.getByRole("button", { name: "Heal card.slow-2" }).waitFor();
    await page.getByRole("button", { name: "HALT: heal everything" }).click();
    await page.getByText("halted: 1 fault healed").waitFor();
    expect(await ask(port, "agent.describe", {})).toMatchObject({ halted: true });
    await page.getByRole("button", { name: "Take faults again" }).click();
    await page.getByRole("button", { name: "HALT: heal everything" }).waitFor();

    expect(await seriousFaults(page)).toEqual([]);
    expect(new Set(requests)).toEqual(new Set([address]));
    expect(sockets).toEqual([`ws://127.0.0.1:${port}/v1`]);
    expect(errors).toEqual([]);
  });

  test("what the agent refuses is told in its words", async () => {
    const { address } = await startAgent(await freePort());
    const { page } = await open();
    await page.goto(address);
    await page.getByRole("button", { name: hostile }).click();
    await page.getByLabel("component").fill("sn99/n00");
    await page.getByRole("button", { name: "Inject", exact: true }).click();
    await page.locator(".banner.bad").getByText("sn99").waitFor();
  });

  test("says that the agent is gone, and comes back when it is started again", async () => {
    const port = await freePort();
    const first = await startAgent(port);
    const { page } = await open();
    await page.goto(first.address);
    await page.getByRole("button", { name: hostile }).click();
    await page.getByText("48 cards in 6 nodes").waitFor();
    await first.stop();
    await page.getByRole("alert").getByText("The connection to the agent is lost").waitFor();
    await startAgent(port);
    await page.getByText("is gone: the agent was started anew").waitFor();
    await page.getByRole("button", { name: hostile }).click();
    await page.getByText("48 cards in 6 nodes").waitFor();
  });

  test("goes from node to node by the arrow keys", async () => {
    const { address } = await startAgent(await freePort());
    const { page } = await open();
    await page.goto(address);
    await page.getByRole("button", { name: hostile }).click();
    await page.locator("canvas").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    expect(await page.getByLabel("component").inputValue()).toBe("sn01/n01");
  });

  test("lets nobody in without the token, and with it once only by the address", async () => {
    const { address } = await startAgent(await freePort(), "a-long-token");
    const { page, sockets } = await open();
    expect((await page.goto(address))?.status()).toBe(401);
    expect((await page.goto(`${address}?token=another`))?.status()).toBe(401);
    await page.goto(`${address}?token=a-long-token`);
    expect(page.url()).toBe(address);
    await page.getByRole("button", { name: hostile }).waitFor();
    expect(sockets).toHaveLength(1);
    expect(await page.evaluate("document.cookie")).toBe("");
  });
});
