// One client that means harm, in a process of its own: does one kind of worst, again and again, until it is killed.
import { WebSocket } from "ws";

const [url, kind, experimentText] = process.argv.slice(2);
const experiment = JSON.parse(experimentText);
const FLAP = { kind: "link.flap", target: "sn00/plane0", up: "1 millis", down: "1 millis" };
const FAR_US = 2e14;
const HELD_MS = 600_000;

const connect = () =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.once("open", () => resolve(socket)).once("error", reject);
  });

let lastId = 0;
/** A request, and its answer; one that is refused answers too. */
const ask = (socket, method, params) =>
  new Promise((resolve) => {
    const id = ++lastId;
    const hear = (data) => {
      const frame = JSON.parse(data);
      if (frame.id !== id) return;
      socket.off("message", hear);
      resolve(frame);
    };
    socket.on("message", hear);
    socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
  });
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A run that never comes to an end, since a link goes down and up every two milliseconds. */
const busyRun = async (socket) => {
  const { result } = await ask(socket, "run.open", { experiment });
  await ask(socket, "fault.inject", { runId: result.runId, fault: FLAP, ttlUs: FAR_US, leaseMs: HELD_MS });
  return result.runId;
};

/** Sends frames as fast as they are taken, and reads what comes back, or does not. */
const flood = async (socket, frameOf, burst) => {
  for (let nth = 0; ; nth += burst) {
    for (let one = 0; one < burst; one++) socket.send(frameOf(nth + one));
    while (socket.bufferedAmount > 1_000_000) await wait(5);
    await wait(1);
  }
};
const frame = (method, params) => (id) => JSON.stringify({ jsonrpc: "2.0", id, method, params });

const worst = {
  advances: async () => {
    const socket = await connect();
    const runId = await busyRun(socket);
    for (let nth = 0; nth < 1_000; nth++) void ask(socket, "run.advance", { runId, untilUs: FAR_US - nth });
  },
  paces: async () => {
    const socket = await connect();
    for (let run = 0; run < 8; run++) await ask(socket, "run.pace", { runId: await busyRun(socket), rate: 1_000_000 });
  },
  results: async () => {
    const socket = await connect();
    const runId = await busyRun(socket);
    void ask(socket, "run.advance", { runId, untilUs: 1e10 });
    await flood(socket, frame("run.result", { runId }), 200);
  },
  faults: async () => {
    const socket = await connect();
    const { result } = await ask(socket, "run.open", { experiment });
    const { runId } = result;
    const fault = { kind: "card.slow", target: "sn00/n01/c3", speed: "50 %" };
    const first = await ask(socket, "fault.inject", { runId, fault, faultId: "f0", leaseMs: HELD_MS });
    const { lease } = first.result;
    for (let nth = 1; nth < 5_000; nth++) {
      socket.send(frame("fault.inject", { runId, fault, faultId: `f${nth}`, lease })(nth));
      if (nth % 500 === 0) await ask(socket, "agent.describe", {});
    }
    await flood(socket, frame("fault.list", {}), 20);
  },
  opens: async () => {
    const socket = await connect();
    await flood(socket, frame("run.open", { experiment: { ...experiment, why: "x".repeat(200_000) } }), 20);
  },
  frames: async () => {
    const socket = await connect();
    socket.on("message", () => {});
    await flood(socket, () => '{"jsonrpc":"2.0","id":1,"method":"x"}', 5_000);
  },
  deaf: async () => {
    for (;;) {
      const socket = await connect();
      const runId = await busyRun(socket);
      socket.on("error", () => {});
      socket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "events.subscribe", params: { runId } }));
      socket._socket.pause();
      for (let nth = 0; nth < 50_000 && socket.readyState === WebSocket.OPEN; nth++) {
        socket.send(frame("run.snapshot", { runId })(nth));
        if (nth % 500 === 0) await wait(5);
      }
      socket.terminate();
    }
  },
  scrapes: async () => {
    const socket = await connect();
    await ask(socket, "run.open", {
      experiment: { ...experiment, cluster: { ...experiment.cluster, nodes: 100_000, nodesPerSupernode: 1 } },
    });
    const page = url.replace(/^ws(.*)\/v1$/, "http$1/metrics");
    const scrape = async () => {
      for (;;)
        await fetch(page).then(
          (response) => response.arrayBuffer(),
          () => wait(10),
        );
    };
    for (let one = 0; one < 8; one++) void scrape();
  },
};

await worst[kind]();
