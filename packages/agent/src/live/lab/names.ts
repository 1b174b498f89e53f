import { createHash } from "node:crypto";
import { printAddress } from "@ordeal/model";

/** The network of a lab is its own, and so may be that of any other lab. */
export const HEAD_IP = "10.42.0.254";
export const nodeIp = (index: number): string => `10.42.0.${index + 1}`;

/** A node as experiments name it: the `index`-th of the cluster, so many to a supernode. */
export const nodeAddress = (index: number, nodesPerSupernode: number): string =>
  printAddress({
    component: "node",
    supernode: Math.floor(index / nodesPerSupernode),
    node: index % nodesPerSupernode,
  });

/** A node as the machine names it. */
export const hostName = (index: number): string => `node${String(index).padStart(2, "0")}`;

/** The control group of a lab, and of one of its cards. */
export const labGroup = (lab: string): string => `ordeal-${lab}`;
export const cardGroup = (lab: string, node: number, card: number): string =>
  `${labGroup(lab)}/${hostName(node)}-card${card}`;

/** A number from 0 up to a bound, exclusive, that a text alone decides: what is drawn again is drawn alike. */
export const drawn = (text: string, bound: number): number =>
  Number(createHash("sha256").update(text).digest().readBigUInt64BE() % BigInt(bound));
