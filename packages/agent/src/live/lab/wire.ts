import { writeFileSync } from "node:fs";
import { command } from "../machine/command.ts";
import { inNetwork } from "../machine/network.ts";
import type { ProcessIdentity } from "../machine/process.ts";
import { type LabHead, type LabNode, onNode } from "./lab-node.ts";
import { HEAD_IP, hostName, nodeIp } from "./names.ts";

/** Gives the networks that processes hold their devices and addresses: a switch at the head, a link from it to each node. */
export const wire = async (
  headHolder: ProcessIdentity,
  holders: ReadonlyArray<ProcessIdentity>,
  hostsFile: string,
): Promise<{ readonly head: LabHead; readonly nodes: ReadonlyArray<LabNode> }> => {
  const head: LabHead = { holder: headHolder, ip: HEAD_IP, bridge: "switch0" };
  const nodes = holders.map(
    (holder, index): LabNode => ({
      index,
      name: hostName(index),
      ip: nodeIp(index),
      holder,
      device: "eth0",
      port: `port${index}`,
    }),
  );
  writeFileSync(hostsFile, hostsOf(nodes));
  const atHead = (...argv: ReadonlyArray<string>) => command([...inNetwork(headHolder), "ip", ...argv]);
  await atHead("link", "set", "lo", "up");
  await atHead("link", "add", head.bridge, "type", "bridge", "stp_state", "0", "forward_delay", "0");
  await atHead("address", "add", `${HEAD_IP}/24`, "dev", head.bridge);
  await atHead("link", "set", head.bridge, "up");
  await identity(headHolder, "head", hostsFile);
  for (const node of nodes) await join(node, head, hostsFile);
  return { head, nodes };
};

const join = async ({ holder, name, ip, device, port }: LabNode, head: LabHead, hostsFile: string): Promise<void> => {
  const atHead = [...inNetwork(head.holder), "ip", "link"] as const;
  await command([...atHead, "add", port, "type", "veth", "peer", "name", device, "netns", String(holder.pid)]);
  await command([...atHead, "set", port, "master", head.bridge, "up"]);
  const there = [...inNetwork(holder), "ip"] as const;
  await command([...there, "link", "set", "lo", "up"]);
  await command([...there, "address", "add", `${ip}/24`, "dev", device]);
  await command([...there, "link", "set", device, "up"]);
  await identity(holder, name, hostsFile);
};

/** How a node calls itself, and whom it knows by name. */
const identity = async (holder: ProcessIdentity, name: string, hostsFile: string): Promise<void> => {
  await command([...onNode({ holder }), "hostname", name]);
  await command([...onNode({ holder }), "mount", "--bind", hostsFile, "/etc/hosts"]);
};

const hostsOf = (nodes: ReadonlyArray<LabNode>): string =>
  [`127.0.0.1 localhost`, `${HEAD_IP} head`, ...nodes.map(({ ip, name }) => `${ip} ${name}`), ""].join("\n");
