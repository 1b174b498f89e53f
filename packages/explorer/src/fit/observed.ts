import type { ComponentKind, FaultKind, FaultParameters } from "@ordeal/model";

/** What a fit knows of a fault's end: when it was seen, that there was none by the end of the record, or nothing. */
export type SeenEnd = number | "open" | "unknown";

/** One fault of a record. Time in microseconds on the axis of the fit, in which records follow upon one another. */
export interface ObservedFault {
  readonly atUs: number;
  readonly end: SeenEnd;
  /** The node that it struck, or that holds what it struck; else what it struck. -1 where the record does not say. */
  readonly node: number;
  /** What it struck itself, such as one card of the node. -1 where the record does not say. */
  readonly component: number;
  /** Which sort of fault it is, in {@link ObservedGroup.sorts}. */
  readonly sort: number;
}

/** Faults of one kind, cause and parameters. */
export interface FaultSort {
  readonly kind: FaultKind;
  readonly cause: string | undefined;
  readonly parameters: FaultParameters;
}

/** One stretch of time that was observed. */
export interface ObservedWindow {
  readonly fromUs: number;
  readonly toUs: number;
}

/** All faults that struck one kind of component, in order of time, and what they came out of. */
export interface ObservedGroup {
  readonly component: ComponentKind;
  /** What a hazard has to say as its target, where the kinds would not draw such a component by themselves. */
  readonly target: string | undefined;
  readonly sorts: ReadonlyArray<FaultSort>;
  readonly faults: ReadonlyArray<ObservedFault>;
  /** How many components could have failed; `undefined` where only the whole fleet is known. */
  readonly components: number | undefined;
  /** How many nodes hold them, or how many components there are where no node does. */
  readonly drawn: number | undefined;
  readonly windows: ReadonlyArray<ObservedWindow>;
}

/** How long all windows are together, in microseconds. */
export const spanOf = (windows: ReadonlyArray<ObservedWindow>): number =>
  windows.reduce((sum, { fromUs, toUs }) => sum + toUs - fromUs, 0);
