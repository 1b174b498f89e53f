// A reader in a thread of its own: sends one text over a WebSocket and counts the frames that come back, by their first
// byte alone, so that what is measured is the sender. Plain JavaScript: a thread starts it without a loader.
import { parentPort, workerData } from "node:worker_threads";
import { WebSocket } from "ws";

/** A text frame begins with this byte, and no JSON of ASCII holds it. */
const TEXT_FRAME = 0x81;

const socket = new WebSocket(workerData.url, { perMessageDeflate: false });
socket.once("open", () => {
  // What the library reads and parses is none of the sender's cost.
  const wire = socket._socket;
  wire.removeAllListeners("data");
  let left = 0;
  let startedMs = 0;
  wire.on("data", (bytes) => {
    for (let at = bytes.indexOf(TEXT_FRAME); at >= 0; at = bytes.indexOf(TEXT_FRAME, at + 1)) left--;
    if (left > 0 || startedMs === 0) return;
    parentPort.postMessage({ ms: performance.now() - startedMs });
    startedMs = 0;
  });
  parentPort.on("message", ({ text, count }) => {
    left = count;
    startedMs = performance.now();
    socket.send(text);
  });
  parentPort.postMessage({ isOpen: true });
});
