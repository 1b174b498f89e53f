import type { FaultKind } from "@ordeal/model";
import { wordsOf } from "./words.ts";

/** What an alert says without anybody's rule: a fault of a kind with its parameters. */
export interface DefaultMeaning {
  readonly kind: FaultKind;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** Names of things that say what failed (`of`) and how (`by`), and other words that change nothing about it (`beside`). */
interface Row extends DefaultMeaning {
  readonly of: ReadonlySet<string>;
  readonly by: ReadonlySet<string>;
  /** Where `by` alone is not enough, one of these as well. */
  readonly and?: ReadonlySet<string>;
  readonly beside?: ReadonlySet<string>;
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(" "));

const failed = "down lost lose loss fail failed failing failure dead offline unreachable missing";
const cooling = "coolant water liquid cooling glycol cdu loop manifold chiller";
const nodes = set("node host server machine instance");
const cards = set("gpu npu card accelerator xpu");
const switches = set("switch tor leaf spine");
const links = set("link port nic hca interface uplink downlink optic transceiver ib infiniband roce rdma");
/** Between the cards themselves, no ports of the node's network: a card without them is out, as by its Xid. */
const scaleUpLinks = set("nvlink hccs");
const storages = set("storage lustre gpfs ceph nfs beegfs 3fs filesystem");

/**
 * What common alerts mean by their names, when neither a rule of the mapping nor an Xid says it. The first row that fits
 * is taken. Shares and speeds are assumed: an alert says that something is slow, seldom how slow.
 */
const rows: ReadonlyArray<Row> = [
  {
    of: set(`${cooling} rack tray chassis hose drip rope sensor detector`),
    by: set("leak leakage leaking leaked"),
    beside: set(`${cooling} sensor detector sensing rope tray chassis hose`),
    kind: "cooling.leak",
  },
  {
    of: set("pump cdu"),
    by: set(`${failed} stop stopped tripped trip`),
    beside: set(cooling),
    kind: "cooling.pump",
  },
  {
    of: set(`${cooling} pump`),
    by: set("flow"),
    and: set("low lost loss no stop stopped zero down"),
    beside: set(`${cooling} pump rate too`),
    kind: "cooling.pump",
  },
  {
    of: set("inlet coolant chiller supply"),
    by: set("temp temperature hot overheat overheating overtemp overtemperature"),
    beside: set(`${cooling} inlet supply high too hot above air`),
    kind: "cooling.inlet",
    parameters: { rise: 5 },
  },
  { of: set("rack"), by: set(`${failed} outage off`), beside: set("power pdu feed both"), kind: "power.rack" },
  { of: scaleUpLinks, by: set(failed), kind: "card.crash" },
  {
    of: links,
    by: set("flap flapping flapped"),
    beside: set("network ethernet port link optical"),
    kind: "link.flap",
    parameters: { up: "30 seconds", down: "5 seconds" },
  },
  { of: links, by: set(failed), beside: set("network ethernet optical module cable lane"), kind: "link.down" },
  {
    of: links,
    by: set("degrade degraded degrading degradation error err slow ber crc discard symbol fec"),
    beside: set("network ethernet optical module cable lane speed rate high bit width rx tx too receive transmit"),
    kind: "link.degrade",
    parameters: { share: "50 %" },
  },
  { of: switches, by: set(failed), beside: set("network ethernet"), kind: "switch.down" },
  {
    of: cards,
    by: set("throttle throttled throttling slow slowdown straggler straggling"),
    beside: set("thermal power clock hw sw reason too violation high temp temperature"),
    kind: "card.slow",
    parameters: { speed: "80 %" },
  },
  { of: cards, by: set("hang hung hanging stuck"), kind: "card.hang" },
  { of: set("nccl hccl collective"), by: set("timeout hang hung stuck"), beside: set("operation"), kind: "card.hang" },
  {
    of: cards,
    by: set("sdc corrupt corruption corrupted"),
    and: set("sdc silent silently"),
    beside: set("data silent silently"),
    kind: "card.corrupt",
  },
  {
    of: set("gpu npu card accelerator xpu dcgm ecc hbm"),
    by: set("dbe uncorrectable uncorrected double"),
    beside: set("ecc hbm memory bit volatile aggregate vol agg dev fi total count"),
    kind: "card.crash",
  },
  {
    of: cards,
    by: set(`${failed} fault faulty unhealthy fell fallen drop dropped`),
    beside: set("off bus pcie row remap remapping from"),
    kind: "card.crash",
  },
  {
    of: storages,
    by: set("slow degrade degraded degradation latency"),
    beside: set("parallel io read write high filesystem storage too shared"),
    kind: "storage.slow",
    parameters: { share: "50 %" },
  },
  {
    of: storages,
    by: set(`${failed} unavailable`),
    beside: set("parallel filesystem storage shared"),
    kind: "storage.down",
  },
  {
    of: set("slurmctld scheduler volcano apiserver"),
    by: set(`${failed} unavailable absent`),
    beside: set("slurm scheduler slurmctld"),
    kind: "scheduler.stall",
  },
  {
    of: set("training train trainer pretraining"),
    by: set("fail failed failing failure crash crashed abort aborted"),
    beside: set("job run process model"),
    kind: "job.crash",
  },
  {
    of: nodes,
    by: set(`${failed} notready crash crashed panic reboot rebooted rebooting`),
    beside: set("kernel baremetal"),
    kind: "node.crash",
  },
];

/** Where something is, and how an alert is worded. */
const plain = new Set([
  ...nodes,
  ...cards,
  ...switches,
  ...set("rack kube kubernetes cluster compute training worker hardware hw nvidia huawei ascend mellanox dcgm"),
  ...set(
    "alert alarm event error status state health critical major warning detected reported is was are has have been",
  ),
  ...set("the a an of on in at its"),
]);
const things = new Set(rows.flatMap((row) => [...row.of]));
const harms = new Set(rows.flatMap((row) => [...row.by]));

/**
 * What an alert of this name means, by whole words: the thing that its name speaks of, what befell it, and no word that
 * might make it something else, for `NodeExporterDown` is no node and `MemoryLeak` no water. An instance is whatever
 * Prometheus scrapes: it is a node where its `job` speaks of nodes, or is not told. `undefined` for every other name: it
 * has to be said, not guessed.
 */
export const meaningOfName = (name: string, job: string | undefined): DefaultMeaning | undefined => {
  const words = wordsOf(name);
  const thing = thingOf(words);
  if (thing === undefined) return undefined;
  if (thing === "instance" && job !== undefined && !isOfNodes(job)) return undefined;
  return rows.find(
    ({ of, by, and, beside }) =>
      of.has(thing) &&
      words.some((word) => by.has(word)) &&
      (and === undefined || words.some((word) => and.has(word))) &&
      words.every(
        (word) =>
          of.has(word) || by.has(word) || and?.has(word) || beside?.has(word) || plain.has(word) || /^\d+$/.test(word),
      ),
  );
};

/** Whether a job scrapes the nodes themselves: `node-exporter`, not what runs on nodes, as `node-problem-detector` does. */
const isOfNodes = (job: string): boolean => {
  const words = wordsOf(job);
  return words.some((word) => nodes.has(word)) && words.every((word) => plain.has(word) || exporters.has(word));
};
const exporters = set("exporter metric prometheus linux");

/** In `NodeTorDown` the last thing before what befell it, which says more than the one before; in `LostGpu` the first after it. */
const thingOf = (words: ReadonlyArray<string>): string | undefined => {
  const at = words.findIndex((word) => harms.has(word));
  const before = words.slice(0, Math.max(at, 0)).findLast((word) => things.has(word));
  return before ?? words.slice(Math.max(at, 0)).find((word) => things.has(word));
};
