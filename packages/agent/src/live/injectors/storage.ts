import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../lab/lab.ts";
import { labGroup } from "../lab/names.ts";
import { groupOf } from "../machine/cgroup.ts";
import { command } from "../machine/command.ts";
import { deviceOf } from "../machine/mounts.ts";
import { hasProgram } from "../machine/requirements.ts";
import type { Injector } from "./injector.ts";

/** The store does not answer. */
export const storageDown: Injector = {
  kind: "storage.down",
  targets: ["storage"],
  mechanism: "fsfreeze of the store's file system: whoever writes waits",
  undo: "exact",
  probe: async () => (hasProgram("fsfreeze") ? undefined : "fsfreeze is not installed: apt-get install util-linux"),
  inject: async ({ lab }, { willUndo }) => {
    willUndo({ _tag: "thawed", mountPoint: lab.store });
    await command(["fsfreeze", "--freeze", lab.store]);
  },
};

const SAMPLE_BYTES = 8_388_608;
const BYTES_PER_SECOND_MIN = 4_096;

/** The store keeps a share of the bandwidth that it has on this machine. */
export const storageSlow: Injector = {
  kind: "storage.slow",
  targets: ["storage"],
  mechanism: "a limit of bytes a second for the store's device, at this share of what was measured before",
  undo: "exact",
  probe: async (lab) =>
    limitsOf(lab) === undefined ? "the machine has no control groups of block devices" : undefined,
  inject: async ({ lab }, { spec, willUndo }) => {
    const limits = limitsOf(lab);
    if (limits === undefined) throw new Error("the machine has no control groups of block devices");
    const bytes = Math.max(BYTES_PER_SECOND_MIN, Math.round(bandwidthOf(lab) * (spec.share ?? 1)));
    for (const { file, lifted, limited } of limits) {
      willUndo({ _tag: "limitLifted", file, value: lifted });
      writeFileSync(file, limited(bytes));
    }
  },
};

interface Limit {
  readonly file: string;
  readonly lifted: string;
  readonly limited: (bytesPerSecond: number) => string;
}

/**
 * Where the bandwidth of the store's device is limited. In the first version of control groups what is written back
 * belongs to nobody, so that the limit is the root's; the device is the lab's alone.
 */
const limitsOf = (lab: Lab): ReadonlyArray<Limit> | undefined => {
  const device = deviceOf(lab.store);
  const group = groupOf("blkio", labGroup(lab.parts.file.lab));
  if (device === undefined || group === undefined) return undefined;
  if (group.version === 2) {
    const file = join(group.path, "io.max");
    if (!existsSync(file)) return undefined;
    const limited = (bytes: number) => `${device} rbps=${bytes} wbps=${bytes}`;
    return [{ file, lifted: `${device} rbps=max wbps=max`, limited }];
  }
  const root = "/sys/fs/cgroup/blkio";
  return ["read", "write"].map((way) => ({
    file: join(root, `blkio.throttle.${way}_bps_device`),
    lifted: `${device} 0`,
    limited: (bytes: number) => `${device} ${bytes}`,
  }));
};

const measured = new WeakMap<Lab, number>();

/** How many bytes a second the store takes, measured once. */
const bandwidthOf = (lab: Lab): number => {
  const known = measured.get(lab);
  if (known !== undefined) return known;
  const path = join(lab.store, ".ordeal-bandwidth");
  const file = openSync(path, "w");
  const fromMs = performance.now();
  writeSync(file, Buffer.alloc(SAMPLE_BYTES, 1));
  fsyncSync(file);
  closeSync(file);
  const bandwidth = (SAMPLE_BYTES / (performance.now() - fromMs)) * 1_000;
  rmSync(path);
  measured.set(lab, bandwidth);
  return bandwidth;
};
