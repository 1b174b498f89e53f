import {
  type Address,
  ANY,
  type Cluster,
  type ComponentKind,
  type FaultKind,
  faultKinds,
  loopsOf,
  nodesPerRackOf,
  printAddress,
  type Selector,
  supernodesOf,
} from "@ordeal/model";
import fc from "fast-check";
import { type Fit, pick, type Scene } from "./scene.ts";

/** Whether a cluster has components of a kind at all. */
const has = ({ scaleUp, scaleOut }: Cluster, component: ComponentKind): boolean =>
  component === "plane"
    ? scaleUp.planes > 0
    : component !== "uplink" && component !== "tor"
      ? true
      : scaleOut.uplinks > 0;

/** The components of a cluster that a kind of fault can strike; empty when it has none of them. */
export const targetsOf = (kind: FaultKind, cluster: Cluster): ReadonlyArray<ComponentKind> =>
  faultKinds[kind].targets.filter((component) => has(cluster, component));

/** Numbers that say which supernode, which part of it and which part of that. */
type Where = readonly [number, number, number];

/** The component of a kind that three natural numbers point at; with zeros the first. */
export const addressOf = (component: ComponentKind, [s, n, p]: Where, { cluster, checkpoint }: Scene): Address => {
  const supernode = s % supernodesOf(cluster);
  const size = Math.min(cluster.nodesPerSupernode, cluster.nodes - supernode * cluster.nodesPerSupernode);
  switch (component) {
    case "card":
      return { component, supernode, node: n % size, card: p % cluster.cardsPerNode };
    case "uplink":
      return { component, supernode, node: n % size, uplink: p % cluster.scaleOut.uplinks };
    case "node":
      return { component, supernode, node: n % size };
    case "rack":
      return { component, supernode, rack: n % Math.ceil(size / nodesPerRackOf(cluster)) };
    case "plane":
      return { component, supernode, plane: n % cluster.scaleUp.planes };
    case "tor":
      return { component, supernode, side: n % cluster.scaleOut.tors };
    case "supernode":
      return { component, supernode };
    case "loop":
      return { component, loop: s % loopsOf(cluster).length };
    case "tier":
      return { component, tier: pick(checkpoint.tiers, n).name };
    default:
      return { component };
  }
};

/** The address with `*` for its first so many indexes. */
const glob = (address: Address, stars: number): Selector => {
  let left = stars;
  const wild = Object.fromEntries(
    Object.entries(address).map(([key, value]) => [key, typeof value === "number" && left-- > 0 ? ANY : value]),
  ) as Address;
  const written = printAddress(wild).replaceAll(`${ANY}`, "*");
  return { by: "address", written, address: wild };
};

/** Whether there is more than one of its kind, for a draw to choose from. */
export const isDrawn = (component: ComponentKind): boolean =>
  component !== "storage" && component !== "scheduler" && component !== "job" && component !== "tier";

/** Scopes of draws by address: components that hold nodes. */
const scopes = ["supernode", "node", "rack", "loop"] as const;

/** Targets for a component: an address first, then draws and globs. */
export const targetIn = (): fc.Arbitrary<Fit<Selector, { readonly scene: Scene; readonly component: ComponentKind }>> =>
  fc
    .tuple(fc.nat(9), fc.tuple(fc.nat(7), fc.nat(7), fc.nat(7)), fc.integer({ min: 1, max: 3 }))
    .map(([form, where, count]) => ({ scene, component }) => {
      const address = addressOf(component, where, scene);
      if (form < 3 || !isDrawn(component)) return { by: "address", written: printAddress(address), address };
      if (form === 9) return glob(address, count);
      if (form === 8 && (component === "card" || component === "node")) return { by: "slowest", component };
      if (form === 7) {
        const within = addressOf(pick(scopes, count), where, scene);
        return { by: "draw", count, component, of: { written: printAddress(within), address: within } };
      }
      const of = form === 3 ? "cluster" : form === 4 ? "spares" : "job";
      return { by: "draw", count: form === 6 ? count : 1, component, of };
    });
