#!/usr/bin/env node
// Old enough for any Node.js that somebody may have: says what is needed before anything newer is loaded.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major > 22 || (major === 22 && minor >= 19)) {
  await import("../dist/bin/main.js");
} else {
  process.stderr.write(`ordeal needs Node.js 22.19 or newer; this is ${process.versions.node}\n`);
  process.exitCode = 2;
}
