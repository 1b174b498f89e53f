import type { ComponentKind } from "@ordeal/model";
import type { Holder } from "./fleet.ts";

/** A link that is not whole: the share of bandwidth that its faults leave it together; 0 for a lost one. */
export class Link {
  readonly component: ComponentKind;
  readonly index: number;
  share: number;
  /** The fault that it has and what that leaves, or all of them where there are several, in the order in which they struck. */
  private readonly first: Holder;
  private firstShare: number;
  private several: Map<Holder, number> | undefined = undefined;

  constructor(component: ComponentKind, index: number, fault: Holder, share: number) {
    this.component = component;
    this.index = index;
    this.share = share;
    this.first = fault;
    this.firstShare = share;
  }

  set(fault: Holder, share: number): void {
    if (this.several === undefined) {
      if (fault === this.first) {
        this.firstShare = share;
        this.share = share;
        return;
      }
      this.several = new Map([[this.first, this.firstShare]]);
    }
    this.several.set(fault, share);
    this.multiply(this.several);
  }

  has(fault: Holder): boolean {
    return this.several === undefined ? fault === this.first : this.several.has(fault);
  }

  /** Takes a fault that it has away. Returns whether that was the last. */
  delete(fault: Holder): boolean {
    if (this.several === undefined) return true;
    this.several.delete(fault);
    this.multiply(this.several);
    return this.several.size === 0;
  }

  private multiply(shares: Map<Holder, number>): void {
    this.share = 1;
    for (const share of shares.values()) this.share *= share;
  }
}

/** A node, or a supernode, whose own links are not whole, or were not: those, and the share of bandwidth that is left. */
export interface Touched {
  readonly index: number;
  readonly links: Array<Link>;
  share: number;
}

/**
 * Those by what they are of; some of whose links are not whole now in a list, which is gone through whenever the job's nodes
 * change. The others are kept as well: links that fail once often fail again and again.
 */
export class TouchedOwners {
  private readonly byIndex = new Map<number, Touched>();
  readonly list: Array<Touched> = [];

  get(index: number): Touched | undefined {
    if (this.list.length === 0) return undefined;
    const known = this.byIndex.get(index);
    return known === undefined || known.links.length === 0 ? undefined : known;
  }

  isAnyIn(from: number, end: number): boolean {
    for (let nth = 0; nth < this.list.length; nth++) {
      const { index } = this.list[nth] as Touched;
      if (index >= from && index < end) return true;
    }
    return false;
  }

  /** A link that is not whole any more. */
  add(index: number, link: Link): void {
    let touched = this.byIndex.get(index);
    if (touched === undefined) {
      touched = { index, links: [], share: 1 };
      this.byIndex.set(index, touched);
    }
    if (touched.links.push(link) === 1) this.list.push(touched);
  }

  /** A link that is whole again. */
  delete(touched: Touched, link: Link): void {
    drop(touched.links, link);
    if (touched.links.length === 0) drop(this.list, touched);
  }
}

/** One of the links of what is touched that are not whole. */
export const linkIn = (touched: Touched | undefined, component: ComponentKind, index: number): Link | undefined => {
  if (touched === undefined) return undefined;
  const { links } = touched;
  for (let nth = 0; nth < links.length; nth++) {
    const link = links[nth] as Link;
    if (link.index === index && link.component === component) return link;
  }
  return undefined;
};

/** Whether any of them is of a kind. */
export const hasAny = (touched: Touched | undefined, component: ComponentKind): boolean => {
  if (touched === undefined) return false;
  const { links } = touched;
  for (let nth = 0; nth < links.length; nth++) if ((links[nth] as Link).component === component) return true;
  return false;
};

/** Takes an item out of an array, whatever that does to its order. */
const drop = <T>(items: Array<T>, item: T): void => {
  const last = items.pop() as T;
  if (last !== item) items[items.indexOf(item)] = last;
};
