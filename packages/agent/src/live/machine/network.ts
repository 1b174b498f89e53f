import { command } from "./command.ts";
import type { ProcessIdentity } from "./process.ts";

/** The start of a command that is done in the network of a node, which a process holds. */
export const inNetwork = ({ pid }: ProcessIdentity) => ["nsenter", `--target=${pid}`, "--net", "--"] as const;

/** Whether a device was set down. One that is up and has no carrier is not. */
export const isDeviceDown = async (holder: ProcessIdentity, device: string): Promise<boolean> => {
  const said = await command([...inNetwork(holder), "ip", "-o", "link", "show", "dev", device]);
  return !/<[^>]*\bUP\b[^>]*>/.test(said);
};
