import { ordealCommand } from "@ordeal/model/command-name";
import * as Argument from "effect/cli/Argument";
import * as Command from "effect/cli/Command";
import * as Flag from "effect/cli/Flag";
import * as Effect from "effect/Effect";
import { ExitCodes } from "../exit-codes.ts";
import { exitWith, given } from "./shared.ts";

export const serve = Command.make(
  "agent",
  {
    host: Flag.String("host").pipe(
      Flag.withDescription("the address to listen at; any but loopback needs --token-file"),
      Flag.withDefault("127.0.0.1"),
    ),
    port: Flag.Int("port").pipe(
      Flag.withDescription("the port to listen at; 0 for any that is free"),
      Flag.withDefault(7433),
    ),
    tokenFile: Flag.String("token-file").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("a file that holds the token which every client must bring"),
      Flag.optional,
    ),
    tlsCert: Flag.String("tls-cert").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("the agent's certificate, with those it hangs on, in PEM: everything is encrypted then"),
      Flag.optional,
    ),
    tlsKey: Flag.String("tls-key").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("the key of that certificate, in PEM"),
      Flag.optional,
    ),
    lease: Flag.String("lease").pipe(
      Flag.withMetavar("DURATION"),
      Flag.withDescription(
        "how long injected faults outlive an engine that says nothing more; 10 seconds unless given",
      ),
      Flag.optional,
    ),
    live: Flag.String("live").pipe(
      Flag.withMetavar("LAB"),
      Flag.withDescription(
        "a lab's file: in place of the mock cluster a real training job on this machine, under real faults; needs root",
      ),
      Flag.optional,
    ),
    experiments: Argument.String("EXPERIMENT").pipe(
      Argument.withDescription("experiments that the dashboard offers to open; two scenes unless given"),
      Argument.variadic({ min: 0 }),
    ),
    open: Flag.Boolean("open").pipe(
      Flag.withDescription("open the dashboard in a browser: the cluster, to be broken by a click"),
      Flag.withDefault(false),
    ),
    metrics: Flag.Literals("metrics", ["dcgm", "npu", "amd"]).pipe(
      Flag.withDescription(
        "by whose names /metrics shows cards: dcgm-exporter's, Ascend's npu-exporter's, or AMD's; unless given, those of each run's own cards",
      ),
      Flag.optional,
    ),
    quiet: Flag.Boolean("quiet").pipe(Flag.withDescription("write no log to stderr"), Flag.withDefault(false)),
  },
  (input) =>
    exitWith(
      Effect.gen(function* () {
        const verb = yield* Effect.promise(() => import("../../verbs/agent.ts"));
        return yield* verb.agent(given(input));
      }),
    ),
).pipe(
  Command.withDescription(
    "Start the agent of a mock cluster, or of a real job in a lab: runs and faults over a WebSocket, dashboard and metrics over HTTP",
  ),
  Command.withExamples([
    { command: `${ordealCommand} agent`, description: "on this machine alone, port 7433" },
    { command: `${ordealCommand} agent --open`, description: "with the dashboard: break a pump by a click" },
    {
      command: `${ordealCommand} agent --host 0.0.0.0 --token-file token`,
      description: "for others as well, who must bring the token",
    },
    {
      command: `${ordealCommand} agent --host 0.0.0.0 --token-file token --tls-cert agent.crt --tls-key agent.key`,
      description: "the same, encrypted: at wss://",
    },
    {
      command: `${ordealCommand} agent --live experiments/live/two-nodes.lab.yaml`,
      description: "a real job under real faults, on this machine: as root",
    },
    {
      command: `${ordealCommand} agent --metrics dcgm`,
      description: "cards as dcgm-exporter names them, whatever they are",
    },
    {
      command: `${ordealCommand} agent --port 0 --lease '2 seconds'`,
      description: "any port, short leases, for a test",
    },
  ]),
  Command.annotate(ExitCodes, {
    2: "bad usage, a certificate that cannot be used, a lab that cannot be made here, or the address cannot be listened at",
    5: "something of the lab could not be undone; it is named",
    130: "interrupted; every fault was healed first",
  }),
);
