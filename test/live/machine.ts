import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const said = (program: string, ...args: ReadonlyArray<string>): string => {
  try {
    return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return "";
  }
};

/** Why no lab can be made on this machine; `undefined` where one can. */
export const noLab = ((): string | undefined => {
  if (process.platform !== "linux") return "labs need Linux";
  if (process.geteuid?.() !== 0) return "labs need root";
  if (said("ip", "-V") === "") return "iproute2 is not installed";
  if (said("unshare", "--net", "--uts", "--mount", "echo", "made") === "") return "this machine gives no namespaces";
  if (said("/usr/bin/python3", "-c", "import torch; print(1)") === "") return "/usr/bin/python3 has no torch";
  return undefined;
})();

export const noSlurm = noLab ?? (said("slurmctld", "-V") === "" ? "slurm-wlm is not installed" : undefined);

const processes = (): ReadonlyArray<{ readonly pid: string; readonly environ: string; readonly stat: string }> =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        return [{ pid, stat, environ: readFileSync(`/proc/${pid}/environ`, "utf8") }];
      } catch {
        return [];
      }
    })
    .filter(({ stat }) => !/\) [ZX] /.test(stat));

/** The processes of the job in a lab, each with its state as the kernel tells it. */
export const jobOf = (lab: string): ReadonlyArray<{ readonly pid: string; readonly state: string }> =>
  processes()
    .filter(({ environ }) => environ.includes(`/run/ordeal/${lab}`))
    .map(({ pid, stat }) => ({ pid, state: /\) (\S)/.exec(stat)?.[1] ?? "?" }));

/** Everything on this machine that is still of a lab, in words. */
export const leftovers = (lab: string): ReadonlyArray<string> => {
  const found: Array<string> = [];
  if (existsSync(join("/run/ordeal", lab))) found.push(`the folder /run/ordeal/${lab}`);
  for (const line of readFileSync("/proc/mounts", "utf8").split("\n"))
    if (line.includes(`/run/ordeal/${lab}/`)) found.push(`the mount ${line}`);
  for (const line of said("losetup", "--list", "--noheadings", "--output", "NAME,BACK-FILE").split("\n"))
    if (line.includes(`/run/ordeal/${lab}/`)) found.push(`the loop device ${line}`);
  for (const { pid, environ } of processes()) if (environ.includes(`/run/ordeal/${lab}`)) found.push(`process ${pid}`);
  for (const group of groups(lab)) found.push(`the control group ${group}`);
  return found;
};

const groups = (lab: string): ReadonlyArray<string> =>
  said("find", "/sys/fs/cgroup", "-type", "d", "-name", `ordeal-${lab}`)
    .split("\n")
    .filter((path) => path !== "");

/** Which limits of block devices there are that whoever throttles a store sets for all. */
export const throttles = (): string =>
  ["read", "write"]
    .map((way) => join("/sys/fs/cgroup/blkio", `blkio.throttle.${way}_bps_device`))
    .map((path) => (existsSync(path) ? readFileSync(path, "utf8") : ""))
    .join("");

/** Whether any process holds a network namespace in which a switch of a lab is. */
export const processesInLabs = (): number =>
  processes().filter(({ environ }) => environ.includes("ORDEAL_LAB=")).length;
