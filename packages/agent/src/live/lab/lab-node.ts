import type { ProcessIdentity } from "../machine/process.ts";

/** A node of a lab: a network, a name and files of its own, which a process holds that does nothing else. */
export interface LabNode {
  readonly index: number;
  /** As it calls itself, and others it. */
  readonly name: string;
  readonly ip: string;
  readonly holder: ProcessIdentity;
  /** Its link: the device in the node, and the other end of it at the switch. */
  readonly device: "eth0";
  readonly port: string;
}

/** Where the switch is that the nodes hang on, and whoever else is of no node. */
export interface LabHead {
  readonly holder: ProcessIdentity;
  readonly ip: string;
  readonly bridge: "switch0";
}

/** The start of a command that is done on a node, as its processes see the machine. */
export const onNode = ({ holder }: Pick<LabNode, "holder">) =>
  ["nsenter", `--target=${holder.pid}`, "--net", "--uts", "--mount", "--"] as const;
