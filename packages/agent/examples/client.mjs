// Drives an agent with nothing but Node.js 22: node client.mjs ws://127.0.0.1:7433/v1
import experiment from "./experiment.json" with { type: "json" };

const socket = new WebSocket(process.argv[2] ?? "ws://127.0.0.1:7433/v1");
const answers = [];
const call = (method, params) => {
  socket.send(JSON.stringify({ jsonrpc: "2.0", id: answers.length, method, params }));
  return new Promise((resolve, reject) => answers.push({ resolve, reject }));
};
socket.onmessage = ({ data }) => {
  const { id, result, error, params } = JSON.parse(data);
  if (params) console.log(params.atUs / 1e6, "s", params.type, JSON.stringify(params.data));
  else if (error) answers[id].reject(new Error(error.message));
  else answers[id].resolve(result);
};
await new Promise((open) => socket.addEventListener("open", open));
const { runId } = await call("run.open", { experiment });
await call("events.subscribe", { runId });
await call("fault.inject", { runId, fault: { kind: "card.crash", target: "sn00/n01/c3", at: "1 hour" } });
await call("run.advance", { runId, untilUs: 7_200_000_000 });
const { metrics, counts } = await call("run.result", { runId });
console.log("effective throughput", metrics.effectiveThroughput, "interruptions", counts.interruptions);
await call("run.close", { runId });
socket.close();
