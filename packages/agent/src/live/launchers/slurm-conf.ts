import type { Lab } from "../lab/lab.ts";

/** How soon a daemon that does not answer makes its node one that is down, in seconds. */
const SILENT_S = 5;

/**
 * The configuration of a cluster by Slurm in a lab: a controller at the head, and a daemon on every node. Ranks are tracked
 * by the process tree alone, for the cards' control groups are the lab's; a job that is put back into the queue may start
 * again after 5 seconds, not after 2 minutes.
 */
export const slurmConf = (lab: Lab): string => {
  const { nodes, head, file, folder } = lab.parts;
  const settings = {
    ClusterName: file.lab,
    SlurmctldHost: `head(${head.ip})`,
    SlurmUser: "root",
    SlurmdUser: "root",
    AuthType: "auth/none",
    CredType: "cred/none",
    AuthInfo: "cred_expire=5",
    ProctrackType: "proctrack/linuxproc",
    TaskPlugin: "task/none",
    JobAcctGatherType: "jobacct_gather/none",
    AccountingStorageType: "accounting_storage/none",
    SwitchType: "switch/none",
    MpiDefault: "none",
    SelectType: "select/linear",
    SchedulerType: "sched/backfill",
    SchedulerParameters: "sched_interval=2,bf_interval=2,sched_min_interval=200000",
    ReturnToService: "2",
    SlurmdTimeout: String(SILENT_S),
    SlurmctldTimeout: "300",
    MessageTimeout: "5",
    TCPTimeout: "2",
    InactiveLimit: "0",
    KillWait: "1",
    MinJobAge: "300",
    JobRequeue: "1",
    SlurmdParameters: "config_overrides",
    StateSaveLocation: folder.file("slurm-state"),
    SlurmdSpoolDir: folder.file("slurm-spool-%n"),
    SlurmctldPidFile: folder.file("slurmctld.pid"),
    SlurmdPidFile: folder.file("slurmd-%n.pid"),
  };
  return [
    ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    ...nodes.map(
      ({ name, ip }) => `NodeName=${name} NodeAddr=${ip} NodeHostname=${name} CPUs=${file.cardsPerNode} State=UNKNOWN`,
    ),
    `PartitionName=lab Nodes=${nodes.map(({ name }) => name).join(",")} Default=YES MaxTime=INFINITE State=UP`,
    "",
  ].join("\n");
};

/**
 * What the queue runs: starts the ranks, and puts the job back into the queue when one of them failed. It is a program of
 * its own because the queue takes nothing else.
 */
export const BATCH = `#!/usr/bin/python3
import json, os, subprocess, sys, time

with open(sys.argv[1]) as file:
    order = json.load(file)
names = subprocess.check_output(["scontrol", "show", "hostnames", os.environ["SLURM_JOB_NODELIST"]], text=True).split()
port = 20000 + (int(os.environ["SLURM_JOB_ID"]) * 101 + int(os.environ.get("SLURM_RESTART_COUNT", "0"))) % 10000
environment = {**os.environ, "MASTER_ADDR": names[0], "MASTER_PORT": str(port)}
code = subprocess.call(["srun", "--kill-on-bad-exit=1", "--wait=1", *order["rank"]], env=environment)
# A controller that does not answer now may answer later.
for _ in range(600 if code != 0 else 0):
    if subprocess.call(["scontrol", "requeue", os.environ["SLURM_JOB_ID"]]) == 0:
        break
    time.sleep(1)
sys.exit(code)
`;

/** What every rank begins as: tells the training what Slurm knows by the names that torch knows. */
export const RANK = `import json, os, sys

with open(sys.argv[1]) as file:
    order = json.load(file)
said = os.environ
said.update(RANK=said["SLURM_PROCID"], LOCAL_RANK=said["SLURM_LOCALID"], WORLD_SIZE=said["SLURM_NTASKS"],
            LOCAL_WORLD_SIZE=said.get("SLURM_NTASKS_PER_NODE", "1"), ORDEAL_NODE=order["nodes"][said["SLURMD_NODENAME"]])
os.execvp(order["train"][0], order["train"])
`;
