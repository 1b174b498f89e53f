import { remote } from "@ordeal/agent";
import { runExperiment } from "@ordeal/cli";
import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import { afterAll, beforeAll, describe, expect, type TestContext, test } from "vitest";
import { WebSocket } from "ws";
import { agentHere } from "../support/agent-here.ts";
import type { WhenOver } from "../support/program.ts";
import { ANSWER_MS, loadedOf, ran } from "./a-run.ts";
import { answer, type Frame, type Lie, lyingAgent } from "./lying-agent.ts";

/** Within what every run has ended: an answer that never comes, a heal and a goodbye that nobody hears, and slack. */
const ENDED_MS = 8_000;

let honest = "";
let stop: () => void | Promise<void> = () => {};
beforeAll(async () => {
  ({ url: honest } = await agentHere((whenOver) => {
    stop = whenOver;
  }));
});
afterAll(() => stop());

const edit =
  (method: string, change: (result: Frame) => void): Lie["says"] =>
  (frame, asked) => {
    if (asked === method && frame.result !== undefined) change(frame.result);
    return true;
  };

const never = (method: string): Lie => ({ asks: ({ method: asked }) => asked !== method });

const onEvent =
  (change: (event: Frame, say: (frame: Frame) => void) => boolean): Lie["says"] =>
  (frame, _, { say }) =>
    frame.method === "event" ? change(frame.params, say) : true;

const onFault = (type: string, faultId: string, change: (event: Frame) => void): Lie["says"] =>
  onEvent((event) => {
    if (event.type === type && event.data.faultId === faultId) change(event);
    return true;
  });

const held: Array<Frame> = [];

const lies: Readonly<Record<string, Lie>> = {
  "speaks another version": { says: edit("agent.describe", (result) => (result.protocol = 2)) },
  "opens a shorter run": { says: edit("run.open", (result) => (result.endUs = 1_000_000)) },
  "opens a run of another seed": { says: edit("run.open", (result) => (result.seed = 99)) },
  "opens another run": { says: edit("run.open", (result) => (result.runId = "other")) },
  "runs another seed and says the right one": {
    asks: (request) => {
      if (request.method === "run.open") request.params.seed = 99;
      return true;
    },
    says: edit("run.open", (result) => (result.seed = 1)),
  },
  "says that the run is over when it is not": { says: edit("run.advance", (result) => (result.isOver = true)) },
  "is far past the end": { says: edit("run.advance", (result) => (result.atUs = 1e15)) },
  "does not get as far as it was asked to": { says: edit("run.advance", (result) => (result.atUs -= 1)) },
  "takes faults and injects none": {
    asks: (request, { say }) => {
      const { method, params } = request;
      if (method === "fault.inject") say(answer(request, { faultId: params.faultId, lease: "l", expiresInMs: 10_000 }));
      else if (method === "lease.renew") say(answer(request, { lease: "l", expiresInMs: 10_000 }));
      else return true;
      return false;
    },
  },
  "injects another fault than it was asked for": {
    says: edit("fault.inject", (result) => (result.faultId = "somebody-else")),
  },
  "injects a milder fault": {
    asks: (request) => {
      if (request.params.fault?.id === "crash")
        request.params.fault = { kind: "card.slow", speed: "99 %", at: "50 minutes", target: "sn00/n01/c3" };
      return true;
    },
  },
  "injects the fault later": {
    asks: (request) => {
      if (request.params.fault?.id === "crash") request.params.fault.at = "175 minutes";
      return true;
    },
  },
  "gives a lease that is over": { says: edit("fault.inject", (result) => (result.expiresInMs = 0)) },
  "renews another lease": { says: edit("lease.renew", (result) => (result.lease = "other")) },
  "lists no fault": {
    asks: (request, { say }) => {
      if (request.method !== "fault.list") return true;
      say(answer(request, { faults: [] }));
      return false;
    },
  },
  "says that it healed, and does not": {
    asks: (request, { say }) => {
      if (request.method !== "fault.heal") return true;
      say(answer(request, { healed: true }));
      return false;
    },
  },
  "neither heals nor lists": {
    asks: (request, { say }) => {
      if (request.method === "fault.heal") say(answer(request, { healed: true }));
      else if (request.method === "fault.list") say(answer(request, { faults: [] }));
      else return true;
      return false;
    },
  },
  "sends no events": { says: onEvent(() => false) },
  "leaves out an event": { says: onEvent(({ seq }) => seq !== 5) },
  "swaps events": {
    says: (frame, _, { say }) => {
      if (frame.method !== "event") return true;
      if (held.push(frame) === 2) for (const one of held.splice(0).toReversed()) say(one);
      return false;
    },
  },
  "sends events of no type": {
    says: onEvent((event) => {
      event.type = "xxxxx";
      return true;
    }),
  },
  "sends an event that carries nothing": {
    says: onEvent((event) => {
      event.data = {};
      return true;
    }),
  },
  "puts an event before the one before it": {
    says: onEvent((event) => {
      if (event.seq === 20) event.atUs = 0;
      return true;
    }),
  },
  "puts an event past where the run is": {
    says: onEvent((event) => {
      if (event.seq === 20) event.atUs += 3_600e6;
      return true;
    }),
  },
  "tells of a fault as another kind": {
    says: onFault("fault.started", "crash", ({ data }) => (data.kind = "job.crash")),
  },
  "tells of a fault of nobody's": { says: onFault("fault.started", "crash", ({ data }) => (data.faultId = "x")) },
  "tells of another run's beginning": {
    says: onEvent((event) => {
      if (event.seq === 0) event.data.jobNodes = 3;
      return true;
    }),
  },
  "has a perfect result": {
    says: edit("run.result", ({ metrics, counts }) => {
      metrics.effectiveThroughput = 1;
      counts.interruptions = 0;
    }),
  },
  "has a result of no time": {
    says: edit("run.result", (result) => {
      result.wallUs = 0;
      for (const bucket of Object.keys(result.ledgerUs)) result.ledgerUs[bucket] = 0;
      result.metrics.effectiveThroughput = 0.99;
    }),
  },
  "has a ledger that holds together and is not of this run": {
    says: edit("run.result", ({ ledgerUs, metrics, wallUs }) => {
      ledgerUs.productive += ledgerUs.checkpoint;
      ledgerUs.checkpoint = 0;
      metrics.checkpointOverhead = 0;
      const share = (us: number) => us / wallUs;
      metrics.effectiveThroughput = share(ledgerUs.productive);
      metrics.ettr = share(ledgerUs.productive + ledgerUs.degraded);
      metrics.availability = share(ledgerUs.productive + ledgerUs.degraded + ledgerUs.recompute);
    }),
  },
  "counts work that was lost as productive": {
    says: edit("run.result", ({ ledgerUs, metrics, wallUs }) => {
      ledgerUs.productive += ledgerUs.recompute;
      ledgerUs.recompute = 0;
      metrics.effectiveThroughput = ledgerUs.productive / wallUs;
      metrics.ettr = metrics.availability;
    }),
  },
  "has a recovery that was quicker": {
    says: edit("run.result", ({ interruptions, metrics }) => {
      for (const one of interruptions) one.recoveryUs = 1;
      for (const name of Object.keys(metrics.recoveryTime)) metrics.recoveryTime[name] = 1e-6;
    }),
  },
  "has a result of another seed": { says: edit("run.result", (result) => (result.seed = 7)) },
  "sends a frame without end": {
    says: (_, asked, { say }) => {
      if (asked !== "run.advance") return true;
      say("x".repeat(70_000_000));
      return false;
    },
  },
  "nests without end": {
    says: (frame, asked, { say }) => {
      if (asked !== "run.result") return true;
      say(`{"jsonrpc":"2.0","id":${frame.id},"result":${"[".repeat(100_000)}${"]".repeat(100_000)}}`);
      return false;
    },
  },
  breaks: {
    asks: (request, { say }) => {
      if (request.method !== "run.result") return true;
      say({ jsonrpc: "2.0", id: request.id, error: { code: -32_603, message: "broke \u001b[2J" } });
      return false;
    },
  },
  "answers nobody": {
    asks: (request, { say }) => {
      if (request.method !== "run.snapshot" && request.method !== "run.result") return true;
      say({ jsonrpc: "2.0", id: null, error: { code: -32_603, message: "broke" } });
      return false;
    },
  },
  "hangs up for ever": {
    connects: (nth, { hangUp }) => nth > 0 && hangUp(),
    asks: (_, { hangUp }, nth) => {
      if (nth > 6) hangUp();
      return nth <= 6;
    },
  },
  "says that everything goes on, and it does not": {
    asks: (request, { say }) => {
      if (request.method !== "run.advance") return true;
      const { runId } = request.params;
      let seq = 0;
      const saying = setInterval(() => {
        say({
          jsonrpc: "2.0",
          method: "event",
          params: { runId, seq: seq++, atUs: 0, type: "rung.failed", data: { rung: "" } },
        });
        say({ jsonrpc: "2.0", method: "events.lagged", params: { runId, nextSeq: seq } });
      }, 20);
      setTimeout(() => clearInterval(saying), ENDED_MS);
      return false;
    },
  },
  "never answers agent.describe": never("agent.describe"),
  "never answers run.open": never("run.open"),
  "never answers events.subscribe": never("events.subscribe"),
  "never answers fault.inject": never("fault.inject"),
  "never answers run.advance": never("run.advance"),
  "never answers lease.renew": never("lease.renew"),
  "never answers run.result": never("run.result"),
  "never answers fault.list": never("fault.list"),
  "never answers fault.heal": never("fault.heal"),
  "never answers run.close": never("run.close"),
};

/** Why each gets no pass, where it is not that a method was never answered. */
const reasonOf: Readonly<Record<string, string>> = {
  "speaks another version": "version 2 of the protocol",
  "opens a shorter run": "ends at 1000000 µs",
  "opens a run of another seed": "seed 99",
  "opens another run": "another run than it was asked for",
  "runs another seed and says the right one": "not the one of the experiment",
  "says that the run is over when it is not": "says that the run is over",
  "is far past the end": "says that the run is at 1000000000000000 µs",
  "does not get as far as it was asked to": "says that the run is at",
  "takes faults and injects none": "had to strike and did not",
  "injects another fault than it was asked for": 'injected "somebody-else"',
  "injects a milder fault": "struck as card.slow",
  "injects the fault later": "had to strike at 3000000000 µs",
  "gives a lease that is over": "a lease that is over",
  "renews another lease": "renewed another lease",
  "lists no fault": "does not list fault crash",
  "says that it healed, and does not": "nobody saw these faults healed: crash, slow",
  "neither heals nor lists": "nobody saw these faults healed: crash, slow",
  "sends no events": "event 0 of the run never came",
  "leaves out an event": "event 5 of the run never came",
  "swaps events": "event 0 of the run never came",
  "sends events of no type": "of no type",
  "sends an event that carries nothing": "carries something else",
  "puts an event before the one before it": "outside of",
  "puts an event past where the run is": "outside of",
  "tells of a fault as another kind": "struck as job.crash",
  "tells of a fault of nobody's": "never injected",
  "tells of another run's beginning": "not the one of the experiment",
  "has a perfect result": "interruptions is 0 in its result, and 1 by its events",
  "has a result of no time": "result is of 0 µs",
  "has a ledger that holds together and is not of this run": "checkpoint µs is 0 in its ledger",
  "counts work that was lost as productive": "productive µs",
  "has a recovery that was quicker": "recovery µs is 1 in its result",
  "has a result of another seed": "of seed 7",
  "sends a frame without end": "a frame of more than",
  "nests without end": "something else than the protocol says",
  breaks: "broke",
  "answers nobody": "did not answer run.result",
  "hangs up for ever": "",
  "never answers fault.list": "nobody saw these faults healed",
  "never answers fault.heal": "nobody saw these faults healed",
  "says that everything goes on, and it does not": "did not answer run.advance",
};

describe("an agent that lies", () => {
  // A renewal only comes when a run takes its time: such a run is paced.
  const isPaced = (name: string) => name.includes("renew");
  /** Where something never comes that is waited for; elsewhere a machine at work may take its time. */
  const isWaiting = (name: string) => isPaced(name) || /never|nobody|no events|swaps|goes on|for ever/.test(name);

  const getsNoPass = async ([name, lie]: readonly [string, Lie], { onTestFinished }: TestContext) => {
    const { verdict, reasons, tookMs } = await ran(
      await lyingAgent(honest, lie, onTestFinished),
      loadedOf(),
      isPaced(name) ? 2_000 : undefined,
      isWaiting(name) ? ANSWER_MS : 5_000,
    );
    expect(["unknown", "none"]).toContain(verdict);
    expect(reasons).toContain(reasonOf[name] ?? `did not answer ${name.replace("never answers ", "")}`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal would obey
    expect(reasons).not.toMatch(/[\u0000-\u001f]/);
    expect(tookMs).toBeLessThan(ENDED_MS);
  };
  const all = Object.entries(lies);
  test.for(all.filter(([name]) => !isWaiting(name)))("and %s gets no pass, and soon", getsNoPass);
  test.concurrent.for(all.filter(([name]) => isWaiting(name)))("and %s gets no pass, and soon", getsNoPass);

  test("about its twin gets no pass either", async () => {
    const twin = loadedOf({ thresholds: ["effectiveThroughput >= 90 % of twin"] });
    let results = 0;
    const says = edit("run.result", ({ metrics }) => {
      if (++results === 2) metrics.effectiveThroughput = 0.5;
    });
    const { verdict, reasons } = await ran(await lyingAgent(honest, { says }), twin);
    expect(verdict).toBe("none");
    expect(reasons).toContain("effectiveThroughput is 0.5");
  });

  test("and does not heal is told from one that does", async () => {
    const { unhealed } = await ran(await lyingAgent(honest, lies["neither heals nor lists"] ?? {}));
    expect(unhealed).toEqual(["crash", "slow"]);
  });
});

describe.concurrent("an honest agent", () => {
  const passed = async (whenOver: WhenOver, lie: Lie, loaded = loadedOf(), rate?: number) => {
    const through = await ran(await lyingAgent(honest, lie, whenOver), loaded, rate, 10_000);
    const direct = await ran(honest, loaded);
    expect(through).toMatchObject({ verdict: "pass", reasons: "" });
    expect(through.journal === direct.journal, "the journals are the same, byte for byte").toBe(true);
  };

  test("that is far away, but answers in time, costs nothing", ({ onTestFinished }) =>
    passed(onTestFinished, {
      says: (frame, _, { say }) => {
        setTimeout(() => say(frame), 20);
        return false;
      },
    }));

  test("that says things twice costs nothing", ({ onTestFinished }) =>
    passed(onTestFinished, {
      says: onEvent((event, say) => {
        say({ jsonrpc: "2.0", method: "event", params: event });
        return true;
      }),
    }));

  test("that says what makes no sense beside it costs nothing", ({ onTestFinished }) =>
    passed(onTestFinished, {
      says: (_, asked, { say }) => {
        if (asked === "run.advance") for (const text of ["\u0000{", "[]", "null", "7", '{"id":[]}']) say(text);
        return true;
      },
    }));

  // Looked at every twenty minutes, a run has few requests: each of them meets a cut.
  const fewRequests = { stopWhen: ["nodesDown > 4"], probe: "20 minutes" };

  test.for([2, 3, 4, 5, 7, 13])("that is cut off at every %d. frame costs nothing", (every, { onTestFinished }) =>
    passed(
      onTestFinished,
      {
        asks: (_, { hangUp }, nth) => {
          if (nth % every === 0) hangUp();
          return nth % every !== 0;
        },
      },
      loadedOf(fewRequests),
    ),
  );

  test.for([
    [100, 2_000],
    [30, 5_000],
    [600_000, 2_000],
  ] as const)(
    "whose lease is said to last %d ms is renewed in time",
    async ([expiresInMs, rate], { onTestFinished }) => {
      let renewals = 0;
      const said = (result: Frame) => (result.expiresInMs = expiresInMs);
      await passed(
        onTestFinished,
        {
          asks: ({ method }) => {
            if (method === "lease.renew") renewals++;
            return true;
          },
          says: (frame, asked) => {
            if (frame.result !== undefined && (asked === "fault.inject" || asked === "lease.renew")) said(frame.result);
            return true;
          },
        },
        loadedOf(),
        rate,
      );
      expect(renewals).toBeGreaterThan(0);
      expect(renewals).toBeLessThan(400);
    },
  );
});

describe.concurrent("somebody else", () => {
  /** Asks an agent something, from elsewhere. */
  const ask = async (agent: string, method: string, params: object): Promise<void> => {
    const socket = new WebSocket(`${agent}/v1`);
    await new Promise((resolve) => socket.on("open", resolve));
    socket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }));
    await new Promise((resolve) => socket.on("message", resolve));
    socket.terminate();
  };

  const endedBy = async (faultId: string, method: string, whenOver: WhenOver): Promise<string> => {
    const { url: agent } = await agentHere(whenOver);
    let asking: Promise<void> | undefined;
    const says: Lie["says"] = ({ method: told, params }) => {
      if (told === "event" && params.type === "fault.started" && params.data.faultId === faultId)
        asking ??= ask(agent, method, method === "agent.halt" ? {} : { runId: params.runId, faultId });
      return true;
    };
    const { verdict, reasons } = await ran(await lyingAgent(agent, { says }, whenOver), loadedOf(), 4_000);
    await asking;
    expect(verdict).toBe("unknown");
    return reasons;
  };

  test.for([
    ["crash", "fault.heal"],
    ["slow", "fault.heal"],
    ["crash", "agent.halt"],
  ] as const)("who ends the fault %s by %s leaves no pass", async ([faultId, method], { onTestFinished }) => {
    expect(await endedBy(faultId, method, onTestFinished)).toContain(`ended from outside: ${faultId} (at `);
  });

  test("who ends a fault while the run is looked at is not taken for a lie of the agent's", async ({
    onTestFinished,
  }) => {
    const { url: agent } = await agentHere(onTestFinished);
    const held: Array<Frame> = [];
    let isHolding: boolean | undefined;
    let runId = "";
    const says: Lie["says"] = (frame, asked, { say }) => {
      runId = frame.params?.runId ?? runId;
      if (isHolding === undefined && asked === "run.snapshot" && frame.result.faults.length > 0) {
        isHolding = true;
        void ask(agent, "fault.heal", { runId, faultId: "crash" });
      }
      if (isHolding !== true) return true;
      held.push(frame);
      if (frame.params?.type !== "fault.ended") return false;
      isHolding = false;
      // The answer comes first, and what happened right after it comes with it.
      for (const one of held.splice(0)) say(one);
      return false;
    };
    const { reasons } = await ran(
      await lyingAgent(agent, { says }, onTestFinished),
      loadedOf({ stopWhen: ["nodesDown > 4"] }),
      undefined,
      5_000,
    );
    expect(reasons).toContain("ended from outside: crash (at ");
  });

  test("who halts the agent before a fault could strike leaves no pass", async ({ onTestFinished }) => {
    const reasons = await endedBy("crash", "agent.halt", onTestFinished);
    expect(reasons).toContain("somebody else disarmed them: slow");
    expect(reasons).toContain("somebody halted the agent meanwhile");
  });
});

describe.concurrent("a run that is interrupted", () => {
  test.for([
    "never answers run.advance",
    "never answers fault.list",
    "never answers fault.heal",
    "never answers run.close",
    "never answers run.open",
    "never answers agent.describe",
  ])("ends soon on an agent that %s", async (name, { onTestFinished }) => {
    const url = await lyingAgent(honest, lies[name] ?? {}, onTestFinished);
    const elsewhere = { url, layer: remote({ url }) };
    const fiber = Effect.runFork(runExperiment(loadedOf(), { elsewhere }));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const startedMs = performance.now();
    await Effect.runPromise(Fiber.interrupt(fiber));
    expect(performance.now() - startedMs).toBeLessThan(3_500);
  });
});
