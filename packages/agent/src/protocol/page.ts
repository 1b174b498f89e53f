import {
  errorCodes,
  type JsonSchema,
  jsonSchemaOf,
  limits,
  methodNames,
  methods,
  notifications,
  PROTOCOL_VERSION,
} from "@ordeal/model";
import { bounds } from "../hosting/bounds.ts";

/** The protocol's page, in Markdown. What can be generated is: the text around it is short on purpose. */
export const protocolPage = (): string =>
  `${[
    `# The agent's protocol, version ${PROTOCOL_VERSION}`,
    "This page and the JSON Schemas beside it are generated from `packages/model`: `pnpm protocol`. Do not edit them.",
    connecting,
    "## An exchange",
    `\`\`\`text\n${exchange}\n\`\`\``,
    "## Methods",
    "Parameters marked `?` may be left out. The full schemas are in [`schemas/`](schemas).",
    table(
      ["method", "takes", "answers", "what for"],
      methodNames.map((name) => {
        const { params, result, meaning } = methods[name];
        return [`\`${name}\``, fieldsOf(params), fieldsOf(result), meaning];
      }),
    ),
    "## Notifications",
    table(
      ["notification", "carries", "meaning"],
      Object.entries(notifications).map(([name, { params, meaning }]) => [`\`${name}\``, fieldsOf(params), meaning]),
    ),
    "## Errors",
    table(
      ["code", "name", "meaning"],
      Object.entries(errorCodes).map(([name, { code, meaning }]) => [String(code), name, meaning]),
    ),
    "## Bounds",
    boundsText,
    "## Leases",
    leases,
  ].join("\n\n")}\n`;

const connecting = `A client connects to \`ws://HOST:PORT/v1\` and speaks JSON-RPC 2.0: one JSON object a text frame, no batches. Ids are strings or
numbers; a request without an id is not answered. Where the agent has a token, the handshake brings
\`Authorization: Bearer TOKEN\`; anywhere but on loopback it must have one. Connections of a browser page from elsewhere are
refused. Where it has a certificate the address is \`wss://HOST:PORT/v1\`, and whoever does not encrypt is answered 426. Times of the cluster are whole microseconds since the run's start (\`…Us\`), times of the agent's own clock
milliseconds (\`…Ms\`). The version changes when a client would have to; fields may be added to results at any time.`;

const exchange = [
  '→ {"jsonrpc":"2.0","id":1,"method":"run.open","params":{"experiment":{"duration":"3 hours","cluster":{"name":"four","nodes":4},',
  '   "job":{"nodes":4,"step":"10 seconds"},"checkpoint":{"interval":"10 minutes","tiers":[{"stall":"10 seconds","persist":"30 seconds","load":"20 seconds"}]}}}}',
  '← {"jsonrpc":"2.0","id":1,"result":{"runId":"run-1","endUs":10800000000,"seed":1}}',
  '→ {"jsonrpc":"2.0","id":2,"method":"events.subscribe","params":{"runId":"run-1"}}',
  '← {"jsonrpc":"2.0","id":2,"result":{"nextSeq":0,"missed":0}}',
  '→ {"jsonrpc":"2.0","id":3,"method":"fault.inject","params":{"runId":"run-1","fault":{"kind":"job.crash","at":"1 hour"}}}',
  '← {"jsonrpc":"2.0","id":3,"result":{"faultId":"job.crash-1","lease":"6f0…","expiresInMs":10000}}',
  '→ {"jsonrpc":"2.0","id":4,"method":"run.advance","params":{"runId":"run-1","untilUs":7200000000}}',
  '← {"jsonrpc":"2.0","method":"event","params":{"runId":"run-1","seq":0,"atUs":0,"type":"run.started","data":{…}}}',
  "   … every event up to there …",
  '← {"jsonrpc":"2.0","id":4,"result":{"atUs":7200000000,"isOver":false,"nextSeq":71}}',
].join("\n");

const number = (value: number): string => value.toLocaleString("en");

const boundsText = `A frame holds at most ${number(limits.frameBytesMax)} bytes and 20,000 values, and nests at most 64 deep; an id has at most 200 characters. A client
sends at most 100,000 frames a second and has at most 1,024 requests without an answer; one that sends faster than it is
answered is read more slowly. It has at most ${bounds.runsOfClient} open runs, ${number(bounds.leasesOfClient)} leases, and ${number(bounds.faultsOfClient)} faults injected into its runs, each of at
most ${number(bounds.faultCharacters)} characters; all clients together have ${bounds.runs} runs and ${number(bounds.faults)} faults, and a run that nobody holds makes room. A run
that said 1,500,000 things goes no further, and one that said 200,000 no further while all together said 2,000,000. Beyond a bound a request is refused with \`tooMany\` (${errorCodes.tooMany.code}), and nothing is done.

There are at most 2,000 clients, and beside them 1,000 connections that have not come in; those are ended after 5 seconds,
or 10 where they asked for a page, and the oldest goes first where there are more. Every client has the same share of the
agent's time: work is done in turns of 5 milliseconds, what expires and what is healed first, then requests, then runs.

A run keeps its last 65,536 events (fewer where they are long, or many runs are open) for clients that come back with
\`fromSeq\`; \`missed\` says how many are gone. A client that reads too slowly is told \`events.lagged\` and subscribes again;
one that asks and reads nothing for 3 seconds is cut off. A run whose client is gone is closed after a minute.`;

const leases = `Every injected fault lives on a lease of ${limits.leaseMs / 1_000} seconds unless the request says otherwise (\`leaseMs\`, from ${limits.leaseMsMin} to ${limits.leaseMsMax}). Whoever injects
renews it with \`lease.renew\`, several times as often as it must; several faults may share one (\`lease\`). Injecting a fault again
without naming a lease keeps it alive on its own. When it is not renewed, for
whatever reason, the agent heals its faults, those that have not struck yet too. Each fault also ends after \`ttlUs\` of the
cluster's time (a day unless given). \`fault.list\` says of each whether somebody holds it; \`agent.halt\` heals all of them
at once. Injecting the same fault again, healing it again, closing a run again: all change nothing, so that a client that
lost its connection may simply repeat what it asked.`;

const fieldsOf = (schema: unknown): string => {
  const { properties, required } = jsonSchemaOf(schema as Parameters<typeof jsonSchemaOf>[0]);
  const names = Object.keys((properties ?? {}) as JsonSchema);
  const needed = new Set(required as ReadonlyArray<string> | undefined);
  return names.length === 0 ? "" : names.map((name) => `\`${name}${needed.has(name) ? "" : "?"}\``).join(", ");
};

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
