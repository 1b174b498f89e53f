import type { Effect, EffectOrReason, Stage } from "./foreign.ts";

/** Assumed: the time between two nodes of a training network, there and back. */
const ROUND_TRIP_MS = 0.1;
/** Assumed: what one call of a file system takes that writes a checkpoint in large pieces. */
const FILE_CALL_MS = 1;
/** Assumed: the share of a step that waits for the host's processors where they are all taken. */
const HOST_SHARE = 0.5;

/** A share as people write it, never nothing and never all. */
const share = (value: number): string =>
  `${Number((Math.min(0.9999, Math.max(0.0001, value)) * 100).toPrecision(4))} %`;

/** Processes are killed: in a synchronous job it stops the whole job, and the node is whole. */
export const processesDie: Effect = {
  fault: { kind: "job.crash" },
  assumed: ["a worker that is killed ends the whole job, as in any synchronous job, and its node stays whole"],
};

/** So many nodes cannot be used. */
export const nodesDown = (count: number, { jobNodes }: Stage): Effect => {
  const struck = Math.min(jobNodes, Math.max(1, Math.round(count)));
  return { fault: { kind: "node.crash", target: `${struck} random node${struck === 1 ? "" : "s"} of the job` } };
};

const oneNode = (node: string): string =>
  `the network of one node, ${node}: the slowest path gates a synchronous job, however many are struck`;

/** No packet gets through. */
export const cut = ({ node }: Stage): Effect => ({
  fault: { kind: "link.down", target: `${node}/up*` },
  assumed: [oneNode(node)],
});

/** What is done to packets: a part of them is lost, or all of them come later, or both. */
export interface Packets {
  readonly lossPercent?: number | undefined;
  readonly delayMs?: number | undefined;
}

/** Packets that are lost or late leave a share of the bandwidth; where all are lost, none. */
export const packets = ({ lossPercent = 0, delayMs = 0 }: Packets, stage: Stage): EffectOrReason => {
  if (lossPercent <= 0 && delayMs <= 0)
    return { reason: "it does not say how many packets are lost, or how late they come" };
  if (lossPercent >= 100) return cut(stage);
  const inTime = ROUND_TRIP_MS / (ROUND_TRIP_MS + delayMs);
  const assumed = [
    ...(lossPercent > 0 ? [`${lossPercent} % of packets lost leave ${100 - lossPercent} % of the bandwidth`] : []),
    ...(delayMs > 0
      ? [
          `a delay of ${delayMs} ms on a round trip of ${ROUND_TRIP_MS} ms leaves ${share(inTime)} of the bandwidth, as where a window bounds it`,
        ]
      : []),
  ];
  return degraded((1 - lossPercent / 100) * inTime, assumed, stage);
};

const degraded = (left: number, assumed: ReadonlyArray<string>, { node }: Stage): Effect => ({
  fault: { kind: "link.degrade", target: `${node}/up*`, share: share(left) },
  assumed: [...assumed, oneNode(node)],
});

/** Processors of a host are taken: the card that waits for it is a straggler. */
export const processorsTaken = (percent: number | undefined): Effect => {
  const load = Math.min(100, Math.max(1, percent ?? 100)) / 100;
  const speed = 1 - HOST_SHARE * load;
  return {
    fault: { kind: "card.slow", target: "a card of the job", speed: share(speed) },
    assumed: [
      `${percent === undefined ? "a full load" : `a load of ${percent} %`} of the host slows a card to ${share(speed)}: half of a step waits for the host`,
    ],
  };
};

/** Calls of the file system fail. */
export const fileErrors = (percent: number | undefined): Effect => {
  const failing = Math.min(100, Math.max(0, percent ?? 100));
  if (failing >= 100) return { fault: { kind: "storage.down" } };
  return {
    fault: { kind: "storage.slow", share: share(1 - failing / 100) },
    assumed: [`${failing} % of calls that fail and are made again leave ${100 - failing} % of the bandwidth`],
  };
};

/** Calls of the file system take longer. */
export const fileDelay = (ms: number | undefined, percent: number | undefined): EffectOrReason => {
  if (ms === undefined || ms <= 0) return { reason: "it does not say how long the delay is" };
  const delayed = Math.min(100, Math.max(0, percent ?? 100)) / 100;
  const left = FILE_CALL_MS / (FILE_CALL_MS + delayed * ms);
  return {
    fault: { kind: "storage.slow", share: share(left) },
    assumed: [`a call of ${FILE_CALL_MS} ms that takes ${ms} ms more leaves ${share(left)} of the bandwidth`],
  };
};

/** Somebody else keeps the storage busy. */
export const storageBusy = (percent: number | undefined): Effect => {
  const taken = Math.min(99, Math.max(1, percent ?? 50)) / 100;
  return {
    fault: { kind: "storage.slow", share: share(1 - taken) },
    assumed: [`the load takes ${share(taken)} of the storage's bandwidth`],
  };
};

export const storageGone: Effect = { fault: { kind: "storage.down" } };

/** What is read back is not what was written. */
export const wrongData = ({ tier }: Stage): Effect => ({ fault: { kind: "checkpoint.corrupt", target: tier } });

export const noFault = {
  pods: "Ordeal has no pods: what is struck is the job, or drawn from its nodes and cards",
  memory: "no kind of fault takes memory: what it does to a job is that a process is killed, a job.crash",
  rate: "links of Ordeal have a share of their bandwidth and no rate: say link.degrade with the share",
  order:
    "packets that are doubled or come out of order take no bandwidth from a training network: no kind of fault does that",
  names: "no kind of fault is about names that cannot be resolved: a running job resolves none",
  clock: "no kind of fault moves clocks",
  http: "no kind of fault is about HTTP: a training job speaks it to nobody while it steps",
  code: "no kind of fault changes what code does: a card.corrupt or a job.crash comes near",
} as const;
