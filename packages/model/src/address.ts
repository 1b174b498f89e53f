/** The kinds of component an address can name. */
export const componentKinds = [
  "card",
  "node",
  "uplink",
  "plane",
  "tor",
  "rack",
  "supernode",
  "loop",
  "storage",
  "scheduler",
  "job",
  "tier",
] as const;
export type ComponentKind = (typeof componentKinds)[number];

/**
 * One component, by index: supernodes and loops count from 0 over the site; nodes, racks and planes within their
 * supernode; cards and uplinks within their node. A tier is named.
 */
export type Address =
  | { readonly component: "supernode"; readonly supernode: number }
  | { readonly component: "node"; readonly supernode: number; readonly node: number }
  | { readonly component: "rack"; readonly supernode: number; readonly rack: number }
  | { readonly component: "plane"; readonly supernode: number; readonly plane: number }
  | { readonly component: "card"; readonly supernode: number; readonly node: number; readonly card: number }
  | { readonly component: "uplink"; readonly supernode: number; readonly node: number; readonly uplink: number }
  | { readonly component: "tor"; readonly supernode: number; readonly side: number }
  | { readonly component: "loop"; readonly loop: number }
  | { readonly component: "tier"; readonly tier: string }
  | { readonly component: "storage" | "scheduler" | "job" };

/** Stands for every index, where a glob has `*`. */
export const ANY = -1;

const one = (index: number): string => (index === ANY ? "*" : String(index));
const two = (index: number): string => (index === ANY ? "*" : String(index).padStart(2, "0"));

/** The address as people write it: `sn07/n12/c3`, `tor07a`, `cdu2`, or the glob `sn07/n*`. */
export const printAddress = (address: Address): string => {
  switch (address.component) {
    case "supernode":
      return `sn${two(address.supernode)}`;
    case "node":
      return `sn${two(address.supernode)}/n${two(address.node)}`;
    case "rack":
      return `sn${two(address.supernode)}/rack${two(address.rack)}`;
    case "plane":
      return `sn${two(address.supernode)}/plane${one(address.plane)}`;
    case "card":
      return `sn${two(address.supernode)}/n${two(address.node)}/c${one(address.card)}`;
    case "uplink":
      return `sn${two(address.supernode)}/n${two(address.node)}/up${two(address.uplink)}`;
    case "tor":
      return `tor${two(address.supernode)}${address.side === ANY ? "*" : address.side === 0 ? "a" : "b"}`;
    case "loop":
      return `cdu${one(address.loop)}`;
    case "tier":
      return `tier/${address.tier}`;
    default:
      return address.component;
  }
};

const patterns: ReadonlyArray<readonly [RegExp, (parts: ReadonlyArray<string>) => Address]> = [
  [/^sn(\d+|\*)$/, ([s]) => ({ component: "supernode", supernode: index(s) })],
  [/^sn(\d+|\*)\/n(\d+|\*)$/, ([s, n]) => ({ component: "node", supernode: index(s), node: index(n) })],
  [/^sn(\d+|\*)\/rack(\d+|\*)$/, ([s, r]) => ({ component: "rack", supernode: index(s), rack: index(r) })],
  [/^sn(\d+|\*)\/plane(\d+|\*)$/, ([s, p]) => ({ component: "plane", supernode: index(s), plane: index(p) })],
  [
    /^sn(\d+|\*)\/n(\d+|\*)\/c(\d+|\*)$/,
    ([s, n, c]) => ({ component: "card", supernode: index(s), node: index(n), card: index(c) }),
  ],
  [
    /^sn(\d+|\*)\/n(\d+|\*)\/up(\d+|\*)$/,
    ([s, n, u]) => ({ component: "uplink", supernode: index(s), node: index(n), uplink: index(u) }),
  ],
  [/^tor(\d+|\*)([ab*])$/, ([s, side]) => ({ component: "tor", supernode: index(s), side: "ab".indexOf(side ?? "") })],
  [/^cdu(\d+|\*)$/, ([loop]) => ({ component: "loop", loop: index(loop) })],
  [/^tier\/([\w-]+)$/, ([tier]) => ({ component: "tier", tier: tier ?? "" })],
  [/^(storage|scheduler|job)$/, ([name]) => ({ component: name as "storage" | "scheduler" | "job" })],
];

const index = (digits: string | undefined): number => (digits === "*" ? ANY : Number(digits));

/** Reads an address, or a glob of addresses whose `*` became {@link ANY}; `undefined` when it is neither. */
export const parseAddress = (written: string): Address | undefined => {
  for (const [pattern, make] of patterns) {
    const match = pattern.exec(written);
    if (match !== null) return make(match.slice(1));
  }
  return undefined;
};
