import type { Lab } from "../lab/lab.ts";
import { Attach } from "./attach.ts";
import type { Launcher } from "./launcher.ts";
import { Slurm } from "./slurm.ts";
import { Torchrun } from "./torchrun.ts";

/** The launcher that a lab's file names, ready to start jobs. */
export const launcherOf = async (lab: Lab): Promise<Launcher> => {
  switch (lab.parts.file.launcher) {
    case "torchrun":
      return new Torchrun(lab);
    case "slurm":
      return Slurm.in(lab);
    case "attach":
      return new Attach(lab);
  }
};
