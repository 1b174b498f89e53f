import { type BuildOptions, buildLab } from "./lab/build-lab.ts";
import type { LabFile } from "./lab/lab-file.ts";
import { launcherOf } from "./launchers/launcher-of.ts";
import { LiveBackend } from "./run/live-backend.ts";

export interface Live {
  readonly backend: LiveBackend;
  /** Ends everything and undoes it. Returns what could not be undone, in words. */
  readonly takeDown: () => Promise<ReadonlyArray<string>>;
}

/**
 * Makes a lab as a file says, and finds out what can be injected into it. Rejects with {@link CannotBuild}; nothing is left behind then.
 */
export const openLive = async (file: LabFile, options: BuildOptions): Promise<Live> => {
  const lab = await buildLab(file, options);
  try {
    const backend = await LiveBackend.of(lab, await launcherOf(lab));
    return { backend, takeDown: () => backend.takeDown() };
  } catch (error) {
    await lab.takeDown();
    throw error;
  }
};
