import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { onTestFinished } from "vitest";

/** Why there is no Slurm to test with; `undefined` where there is. */
export const whyNoSlurm = (): string | undefined => {
  if (process.getuid?.() !== 0) return "slurmd needs root";
  const absent = ["/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/bin/sbatch"].filter((path) => !existsSync(path));
  return absent.length === 0 ? undefined : `${absent.join(", ")} is absent (Debian: slurm-wlm)`;
};

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

const NODES = ["n1", "n2"] as const;

/** A cluster of two nodes, both of them this machine, which is gone when the test is over. */
export const slurm = async () => {
  const folder = mkdtempSync(join(tmpdir(), "ordeal-slurm-"));
  const conf = join(folder, "slurm.conf");
  const host = hostname().split(".")[0] ?? "localhost";
  const ports = await Promise.all([freePort(), ...NODES.map(freePort)]);
  const settings = {
    ClusterName: "ordeal",
    SlurmctldHost: `${host}(127.0.0.1)`,
    SlurmUser: "root",
    SlurmdUser: "root",
    AuthType: "auth/none",
    CredType: "cred/none",
    SlurmctldPort: ports[0],
    StateSaveLocation: join(folder, "state"),
    SlurmdSpoolDir: join(folder, "spool/%n"),
    SlurmctldPidFile: join(folder, "slurmctld.pid"),
    SlurmdPidFile: join(folder, "%n.pid"),
    ProctrackType: "proctrack/linuxproc",
    TaskPlugin: "task/none",
    SwitchType: "switch/none",
    MpiDefault: "none",
    SelectType: "select/cons_tres",
    SelectTypeParameters: "CR_CPU",
    JobAcctGatherType: "jobacct_gather/none",
    AccountingStorageType: "accounting_storage/none",
    PropagateResourceLimits: "NONE",
  };
  const nodes = NODES.map(
    (name, index) => `NodeName=${name} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${ports[index + 1]} CPUs=1`,
  );
  const lines = [
    ...Object.entries(settings).map(([key, value]) => `${key}=${value}`),
    ...nodes,
    `PartitionName=all Nodes=${NODES.join(",")} Default=YES MaxTime=INFINITE State=UP`,
  ];
  for (const name of NODES) mkdirSync(join(folder, "spool", name), { recursive: true });
  mkdirSync(join(folder, "state"));
  writeFileSync(conf, `${lines.join("\n")}\n`);
  const env = { ...process.env, SLURM_CONF: conf };
  const daemons: Array<ChildProcess> = [];
  onTestFinished(async () => {
    for (const daemon of daemons) daemon.kill("SIGTERM");
    await setTimeout(300);
    for (const daemon of daemons) daemon.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  const begin = (program: string, ...args: ReadonlyArray<string>) =>
    daemons.push(spawn(program, ["-D", "-f", conf, ...args], { env, stdio: "ignore" }));
  begin("/usr/sbin/slurmctld");
  for (const name of NODES) begin("/usr/sbin/slurmd", "-N", name);
  const said = (program: string, args: ReadonlyArray<string>): string => {
    try {
      return execFileSync(program, args, { env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    } catch {
      return "";
    }
  };
  while (
    said("/usr/bin/sinfo", ["-h", "-N", "-o", "%t"])
      .split("\n")
      .filter((state) => state === "idle").length < NODES.length
  ) {
    await setTimeout(200);
  }
  return {
    /** Submits a script with further variables, and waits for all its tasks. */
    submit: (script: string, variables: NodeJS.ProcessEnv) =>
      new Promise<number | null>((resolve) => {
        spawn("/usr/bin/sbatch", ["--wait", "--output=/dev/null", script], {
          env: { ...env, ...variables },
          stdio: "ignore",
          cwd: folder,
        }).on("close", resolve);
      }),
  };
};
