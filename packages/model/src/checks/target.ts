import { type Address, ANY, type ComponentKind, printAddress } from "../address.ts";
import type { Checkpoint } from "../checkpoint.ts";
import type { Cluster } from "../cluster.ts";
import { loopsOf, nodesPerRackOf, supernodesOf } from "../cluster.ts";
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
  const fabric = missingFabric(address.component, cluster);
  if (fabric !== undefined) return fabric;
  const there = address.component === "tier" ? otherTiers(address.tier, tiers) : otherAddresses(address, cluster);
  return there === undefined ? undefined : `${printAddress(address)} does not exist: expected ${there}`;
};

const otherTiers = (tier: string, tiers: Checkpoint["tiers"] | undefined): string | undefined =>
  tiers === undefined || tiers.some(({ name }) => name === tier)
    ? undefined
    : tiers.map(({ name }) => printAddress({ component: "tier", tier: name })).join(" or ");

/** One index of an address: how many there are of what it counts, and the address of one of those. */
interface Part {
  readonly index: number;
  readonly size: number;
  readonly at: (index: number) => Address;
}

/** The addresses that there are, where this one points beyond them; the outermost such part tells. */
const otherAddresses = (address: Address, cluster: Cluster): string | undefined => {
  const wrong = partsOf(address, cluster).find(({ index, size }) => index !== ANY && index >= size && size > 0);
  if (wrong === undefined) return undefined;
  const [first, last] = [wrong.at(0), wrong.at(wrong.size - 1)].map(printAddress);
  return first === last ? first : `${first} to ${last}`;
};

const partsOf = (address: Address, cluster: Cluster): ReadonlyArray<Part> => {
  const parts: Array<Part> = [];
  const add = (index: number, size: number, at: Part["at"]) => parts.push({ index, size, at });
  if ("supernode" in address) {
    add(address.supernode, supernodesOf(cluster), (supernode) =>
      "side" in address ? { ...address, supernode } : { component: "supernode", supernode },
    );
  }
  if ("node" in address) {
    const { supernode } = address;
    add(address.node, nodesIn(cluster, supernode), (node) => ({ component: "node", supernode, node }));
  }
  if ("card" in address) add(address.card, cluster.cardsPerNode, (card) => ({ ...address, card }));
  if ("uplink" in address) add(address.uplink, cluster.scaleOut.uplinks, (uplink) => ({ ...address, uplink }));
  if ("rack" in address) add(address.rack, racksIn(cluster, address.supernode), (rack) => ({ ...address, rack }));
  if ("plane" in address) add(address.plane, cluster.scaleUp.planes, (plane) => ({ ...address, plane }));
  if ("side" in address) add(address.side, cluster.scaleOut.tors, (side) => ({ ...address, side }));
  if ("loop" in address) add(address.loop, loopsOf(cluster).length, (loop) => ({ ...address, loop }));
  return parts;
};

/** How many nodes a supernode has: the last one may be partial. For a glob, as many as the fullest has. */
const nodesIn = (cluster: Cluster, supernode: number): number => {
  const from = supernode === ANY ? 0 : supernode * cluster.nodesPerSupernode;
  return Math.min(cluster.nodesPerSupernode, cluster.nodes - from);
};

const racksIn = (cluster: Cluster, supernode: number): number =>
  Math.ceil(nodesIn(cluster, supernode) / nodesPerRackOf(cluster));

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
