import { command } from "./command.ts";
import type { ProcessIdentity } from "./process.ts";

/** The start of a command that is done in the network of a node, which a process holds. */
export const inNetwork = ({ pid }: ProcessIdentity) => ["nsenter", `--target=${pid}`, "--net", "--"] as const;

/** Whether a device was set down. One that is up and has no carrier is not. */
export const isDeviceDown = async (holder: ProcessIdentity, device: string): Promise<boolean> => {
  const said = await command([...inNetwork(holder), "ip", "-o", "link", "show", "dev", device]);
  return !/<[^>]*\bUP\b[^>]*>/.test(said);
};

/** The name that marks a rule of ours among the rules of a network. */
export const ruleMark = (name: string): string => `ordeal:${name}`;

/** The rules of ours of a name that drop packets, each as the arguments that name it. */
export const lossRulesOf = async (
  holder: ProcessIdentity,
  name: string,
): Promise<ReadonlyArray<ReadonlyArray<string>>> => {
  const rules = await command([...inNetwork(holder), "iptables", "-w", "--list-rules", "INPUT"]);
  return rules
    .split("\n")
    .map((line) => line.split(" ").map((word) => word.replaceAll('"', "")))
    .filter((words) => words[0] === "-A" && words.includes(ruleMark(name)))
    .map((words) => words.slice(1));
};
