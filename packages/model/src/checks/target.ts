import { type Address, ANY, type ComponentKind, printAddress } from "../address.ts";
import type { Checkpoint } from "../checkpoint.ts";
import type { Cluster } from "../cluster.ts";
import { loopsOf, racksPerSupernodeOf, supernodesOf } from "../cluster.ts";
import type { Selector } from "../selector.ts";

/** Why the cluster has no such kind of component; `undefined` when it has. */
export const missingFabric = (component: ComponentKind, cluster: Cluster): string | undefined => {
  if (component === "plane" && cluster.scaleUp.planes === 0)
    return `cluster "${cluster.name}" has no scale-up fabric: its scaleUp.planes is 0`;
  if ((component === "uplink" || component === "tor") && cluster.scaleOut.uplinks === 0) {
    return `cluster "${cluster.name}" has no scale-out fabric: its scaleOut.uplinks is 0`;
  }
  return undefined;
};

/** Why no component of the cluster has this address; `undefined` when one has. */
export const missingAddress = (address: Address, cluster: Cluster, tiers?: Checkpoint["tiers"]): string | undefined => {
  const beyond = (what: string, index: number, size: number) =>
    index !== ANY && index >= size ? `expected a ${what} below ${size}` : undefined;
  const fabric = missingFabric(address.component, cluster);
  if (fabric !== undefined) return fabric;
  const found = "supernode" in address ? beyond("supernode", address.supernode, supernodesOf(cluster)) : undefined;
  if (found !== undefined) return because(address, found);
  switch (address.component) {
    case "node":
    case "card":
    case "uplink": {
      const nodes = nodesIn(cluster, address.supernode);
      const part =
        beyond("node", address.node, nodes) ??
        ("card" in address ? beyond("card", address.card, cluster.cardsPerNode) : undefined) ??
        ("uplink" in address ? beyond("uplink", address.uplink, cluster.scaleOut.uplinks) : undefined);
      return because(address, part);
    }
    case "rack":
      return because(address, beyond("rack", address.rack, racksPerSupernodeOf(cluster)));
    case "plane":
      return because(address, beyond("plane", address.plane, cluster.scaleUp.planes));
    case "tor":
      return because(address, beyond("ToR side", address.side, cluster.scaleOut.tors));
    case "loop":
      return because(address, beyond("loop", address.loop, loopsOf(cluster).length));
    case "tier":
      return tiers !== undefined && !tiers.some(({ name }) => name === address.tier)
        ? because(address, `expected one of the tiers ${tiers.map(({ name }) => name).join(", ")}`)
        : undefined;
    default:
      return undefined;
  }
};

const because = (address: Address, expected: string | undefined): string | undefined =>
  expected === undefined ? undefined : `${printAddress(address).replaceAll("-1", "*")} does not exist: ${expected}`;

/** How many nodes a supernode has: the last one may be partial. */
const nodesIn = (cluster: Cluster, supernode: number): number => {
  if (supernode === ANY) return cluster.nodesPerSupernode;
  return Math.min(cluster.nodesPerSupernode, cluster.nodes - supernode * cluster.nodesPerSupernode);
};

/** Why a selector can pick nothing in this cluster; `undefined` when it can. */
export const missingTarget = (
  selector: Selector,
  cluster: Cluster,
  tiers?: Checkpoint["tiers"],
): string | undefined => {
  if (selector.by === "address") return missingAddress(selector.address, cluster, tiers);
  if (selector.by === "slowest") return undefined;
  const fabric = missingFabric(selector.component, cluster);
  if (fabric !== undefined || typeof selector.of === "string") return fabric;
  return missingAddress(selector.of.address, cluster, tiers);
};
