import * as Schema from "effect/Schema";
import { type Address, type ComponentKind, parseAddress, printAddress } from "./address.ts";
import { text } from "./text.ts";

/**
 * Which components a fault strikes: some address (a `*` in it means every one), a number of components drawn at random,
 * or the slowest one.
 */
export type Selector =
  | { readonly by: "address"; readonly written: string; readonly address: Address }
  | { readonly by: "draw"; readonly count: number; readonly component: ComponentKind; readonly of: Scope }
  | { readonly by: "slowest"; readonly component: "card" | "node" };

/** Where a random draw looks: the whole cluster, the job's nodes, the spares, or below one address. */
export type Scope = "cluster" | "job" | "spares" | { readonly written: string; readonly address: Address };

/** What can be drawn, by its names. */
export const drawable: Readonly<Record<string, ComponentKind>> = {
  card: "card",
  gpu: "card",
  npu: "card",
  node: "node",
  uplink: "uplink",
  link: "uplink",
  plane: "plane",
  supernode: "supernode",
  rack: "rack",
  tor: "tor",
  loop: "loop",
};

const draw = /^(?:an?|random|(\d+)(?: random)?|an? random) (\w+?)s?(?: of (.+))?$/;

/** Reads a selector; `undefined` when it is none. */
export const parseSelector = (written: string): Selector | undefined => {
  const slowest = /^the slowest (card|gpu|npu|node)$/.exec(written);
  if (slowest !== null) return { by: "slowest", component: slowest[1] === "node" ? "node" : "card" };
  const drawn = draw.exec(written);
  if (drawn !== null) {
    const [, digits = "1", noun = "", within] = drawn;
    const component = Object.hasOwn(drawable, noun) ? drawable[noun] : undefined;
    const count = Number(digits);
    const of = scope(within);
    return component === undefined || of === undefined || count < 1 || count > 10_000
      ? undefined
      : { by: "draw", count, component, of };
  }
  const address = parseAddress(written);
  return address === undefined ? undefined : { by: "address", written, address };
};

const scope = (within: string | undefined): Scope | undefined => {
  if (within === undefined || within === "the cluster") return "cluster";
  if (within === "the job") return "job";
  if (within === "the spares") return "spares";
  const address = parseAddress(within);
  return address === undefined || holdsNothing.has(address.component) ? undefined : { written: within, address };
};

/** Components that nothing lies in, so that nothing can be drawn there; "of the job" is a scope of its own. */
const holdsNothing: ReadonlySet<ComponentKind> = new Set(["storage", "scheduler", "job", "tier"]);

export const printSelector = (selector: Selector): string => {
  switch (selector.by) {
    case "address":
      return selector.written;
    case "slowest":
      return `the slowest ${selector.component}`;
    case "draw": {
      const noun = `${selector.component}${selector.count === 1 ? "" : "s"}`;
      const where = typeof selector.of === "string" ? scopeNames[selector.of] : ` of ${selector.of.written}`;
      return `${selector.count} random ${noun}${where}`;
    }
  }
};

const scopeNames = { cluster: "", job: " of the job", spares: " of the spares" } as const;

/** The selector of exactly one component. */
export const selectAddress = (address: Address): Selector => ({
  by: "address",
  written: printAddress(address),
  address,
});

/** The component kind that a selector picks. */
export const selectedComponent = (selector: Selector): ComponentKind =>
  selector.by === "address" ? selector.address.component : selector.component;

const SelectorValue = Schema.declare(
  (value: unknown): value is Selector => typeof value === "object" && value !== null,
);

export const SelectorText = text<Selector, Selector>(
  'a component such as "sn07/n12/c3", "sn07/plane3", "tor07a", "cdu2", a glob such as "sn07/n*", or a draw such as "random card", "3 random nodes of sn07", "a node of the job", "the slowest card"',
  SelectorValue,
  (written) => (typeof written === "string" ? parseSelector(written.trim()) : undefined),
  printSelector,
  { examples: ["sn07/n12/c3", "sn07/n*", "random card", "3 random nodes of sn07", "the slowest card"] },
);
