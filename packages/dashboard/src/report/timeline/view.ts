import { SECOND_US } from "@ordeal/model";
import type { Span } from "../../charts/scale.ts";

/** Nobody looks closer than this. */
const SPAN_MIN_US = 10 * SECOND_US;

/** The same instant stays where it is; `factor` below 1 looks closer. */
export const zoom = (view: Span, whole: Span, factor: number, aroundUs = (view.fromUs + view.toUs) / 2): Span => {
  const width = view.toUs - view.fromUs;
  const wanted = Math.min(whole.toUs - whole.fromUs, Math.max(SPAN_MIN_US, width * factor));
  const fromUs = aroundUs - ((aroundUs - view.fromUs) / (width || 1)) * wanted;
  return within({ fromUs, toUs: fromUs + wanted }, whole);
};

/** Moves by a share of what is seen. */
export const pan = (view: Span, whole: Span, share: number): Span => {
  const us = (view.toUs - view.fromUs) * share;
  return within({ fromUs: view.fromUs + us, toUs: view.toUs + us }, whole);
};

/** The span moved into the whole, or the whole where it is wider. */
const within = ({ fromUs, toUs }: Span, whole: Span): Span => {
  const width = Math.min(toUs - fromUs, whole.toUs - whole.fromUs);
  const start = Math.max(whole.fromUs, Math.min(fromUs, whole.toUs - width));
  return { fromUs: Math.round(start), toUs: Math.round(start + width) };
};

/** What is worth seeing of something that lasts: its surroundings too. */
export const around = (fromUs: number, toUs: number, whole: Span): Span => {
  const margin = Math.max((toUs - fromUs) * 1.5, 60 * SECOND_US);
  return within({ fromUs: fromUs - margin, toUs: toUs + margin }, whole);
};
