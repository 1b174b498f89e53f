// Drives an agent with nothing but Node.js: node client.mjs ws://127.0.0.1:7433/v1
const socket = new WebSocket(process.argv[2] ?? "ws://127.0.0.1:7433/v1");
const waiting = new Map();
const call = (method, params = {}) => {
  const id = crypto.randomUUID();
  socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
};
socket.onmessage = ({ data }) => {
  const { id, result, error, method, params } = JSON.parse(data);
  if (method === "event") return console.log(params.atUs / 1e6, "s", params.type, JSON.stringify(params.data));
  error ? waiting.get(id)?.reject(new Error(error.message)) : waiting.get(id)?.resolve(result);
};
await new Promise((opened) => (socket.onopen = opened));
const tier = { stall: "10 seconds", persist: "30 seconds", load: "20 seconds" };
const job = { nodes: 4, step: "10 seconds" };
const checkpoint = { interval: "10 minutes", tiers: [tier] };
const experiment = { duration: "2 hours", cluster: { name: "six", nodes: 6 }, job, checkpoint };
const { runId } = await call("run.open", { experiment });
await call("events.subscribe", { runId });
const { lease } = await call("fault.inject", {
  runId,
  fault: { kind: "card.crash", target: "sn00/n01/c3", at: "1 hour" },
});
const renewing = setInterval(() => call("lease.renew", { lease }), 3_000);
await call("run.advance", { runId, untilUs: 7_200_000_000 });
const { metrics, counts } = await call("run.result", { runId });
console.log("effective throughput", metrics.effectiveThroughput, "interruptions", counts.interruptions);
clearInterval(renewing);
await call("run.close", { runId });
socket.close();
