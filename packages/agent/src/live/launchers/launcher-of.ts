import type { Lab } from "../lab/lab.ts";
import { CannotBuild } from "../machine/requirements.ts";
import type { Launcher } from "./launcher.ts";
import { Slurm } from "./slurm.ts";
import { Torchrun } from "./torchrun.ts";

/** The launcher that a lab's file names, ready to start jobs. */
export const launcherOf = async (lab: Lab): Promise<Launcher> => {
  const { launcher } = lab.parts.file;
  if (launcher === "torchrun") return new Torchrun(lab);
  if (launcher === "slurm") return Slurm.in(lab);
  throw new CannotBuild(`launcher ${launcher} is not there yet`);
};
