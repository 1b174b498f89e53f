import { ordealCommand } from "@ordeal/model";
import { tableOf } from "../formats/slurm/table.ts";

/** What a file may be, by how it begins. */
export interface Look {
  readonly name: string;
  /** The format that reads it. */
  readonly format?: string;
  /** What to do where none does. */
  readonly instead?: string;
  /** Fits many files: it counts only where nothing before it does. */
  readonly isWeak?: true;
  readonly fits: (opening: string) => boolean;
}

const like =
  (...patterns: ReadonlyArray<RegExp>) =>
  (opening: string): boolean =>
    patterns.every((pattern) => pattern.test(opening));

/** A list or an object; a kernel's `[ 12.345678]` is none. */
const json = /^\s*(\{|\[\s*[{"\]])/;

/** When a line of a log was written, and a word after it: of syslog, dmesg, dmesg -T, journalctl. */
const stamped =
  /^(<\d{1,3}>\d? ?|[a-z0-9]+ *:[a-z]+ *: )?(\[ *\+?\d+\.\d+\]|\[[A-Z][a-z]{2} +\d+ \d\d:\d\d\]|\[[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ [\d:]{8} \d{4}\]|([A-Z][a-z]{2} )?([A-Z][a-z]{2} [ \d]?\d|\d{4}-\d\d-\d\d)[T ]\d\d:\d\d:\d\d([.,]\d+)?( ?Z| ?[+-]\d\d:?\d\d| [A-Z]{3,5})?|\d{10}\.\d{6}) +[^\s|,;]/m;

const askSacctmgr =
  "it tells no history; run sacctmgr show event --parsable2 format=NodeName,TimeStart,TimeEnd,State,Reason start=DATE";
const askSacct = "run sacct --parsable2 --format=JobID,JobName,State,Start,End,NodeList --starttime DATE";

/** Rows of several columns between the same delimiters. */
const isTable = (opening: string): boolean => {
  const [first = "", second] = opening.split("\n").filter((line) => line.trim() !== "");
  return [",", "\t", ";", "|"].some((delimiter) => {
    const columns = first.split(delimiter).length;
    return columns > 1 && (second === undefined || second.split(delimiter).length === columns || second.includes('"'));
  });
};

/** The first that fits is what a file looks like: what says more comes first. */
export const looks: ReadonlyArray<Look> = [
  {
    name: "an incident timeline, which needs no import",
    instead: `run ${ordealCommand} check FILE, or replay it`,
    fits: (opening) => like(/^\s*\{"title":/, /\n\{"at":/)(opening) || like(/^title:/m, /^faults:/m)(opening),
  },
  { name: "a fault trace of InfiniteHBD", format: "infinitehbd", fits: like(json, /"fault_(start|end)"/) },
  { name: "the journal in JSON", format: "xid", fits: like(json, /"(__REALTIME_TIMESTAMP|_TRANSPORT|SYSLOG_\w+)"/) },
  {
    name: "what MindCluster or Kubernetes tells of Ascend nodes",
    format: "ascend",
    fits: like(
      /DeviceInfoCfg|SwitchInfoCfg|NodeInfo|mindx-dl-|cluster-info-|device fault,|faultCodes?\b|FaultCode|LAST SEEN +TYPE|"kind": *"(Event|ConfigMap|List)|huawei\.com/,
    ),
  },
  {
    name: "JSON by Slurm",
    instead: "leave out --json, and give --parsable2",
    fits: like(json, /"[sS]lurm"/, /"meta"|"plugin"/),
  },
  {
    name: "alerts of Prometheus",
    format: "alertmanager",
    fits: like(json, /"(alerts|alertname|labels|groupLabels)"|"status": *"success"/),
  },
  { name: "JSON", fits: like(json) },
  { name: "a web page or XML", fits: like(/^\s*<(!doctype|html|\?xml)/i) },
  { name: "the output of scontrol show node", instead: askSacctmgr, fits: like(/^NodeName=\S/m) },
  { name: "the output of scontrol show job", instead: askSacct, fits: like(/^ *JobId=\d/m) },
  { name: "the output of squeue", instead: askSacct, fits: like(/^ *JOBID +(PARTITION|NAME|USER)\b/m) },
  {
    name: "the output of sinfo without times",
    instead: `${askSacctmgr}, or sinfo -R --long`,
    fits: like(/^ *(PARTITION +AVAIL|NODELIST +NODES)\b/m),
  },
  {
    name: "a log of slurmctld or slurmd",
    instead: askSacctmgr.replace("it tells no history; ", ""),
    fits: like(/^\[\d{4}-\d\d-\d\dT[\d:.]+\] \w/m),
  },
  {
    name: "a table of Slurm",
    format: "slurm",
    fits: (opening) => opening.split("\n", LINES_MAX).some((line) => tableOf(line) !== undefined),
  },
  {
    name: "rows of Slurm without the names of their columns",
    instead: "leave out --noheader",
    fits: like(/[|](DOWN|DRAIN|IDLE|NODE_FAIL|FAILED|COMPLETED|CANCELLED)\b/),
  },
  { name: "a log with Xid errors", format: "xid", fits: like(/NVRM: |\bS?Xid \(/) },
  { name: "a log of a system", format: "xid", isWeak: true, fits: like(stamped) },
  { name: "a table", format: "csv", fits: isTable },
];

/** How many lines are looked at for the names of columns. */
const LINES_MAX = 1_000;
