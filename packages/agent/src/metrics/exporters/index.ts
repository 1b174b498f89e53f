import { amd } from "./amd.ts";
import { dcgm } from "./dcgm.ts";
import type { CardMake } from "./exporter.ts";
import { npu } from "./npu.ts";

/** The exporters whose names an agent can use, by the names of their makers' tools. */
export const exporters = { dcgm, npu, amd } as const;
export type ExporterName = keyof typeof exporters;
export const exporterNames = Object.keys(exporters) as ReadonlyArray<ExporterName>;

const makers: ReadonlyArray<readonly [RegExp, ExporterName]> = [
  [/nvidia|\b(gb|[abhlv])\d{2,3}\b/i, "dcgm"],
  [/\bamd\b|instinct|\bmi\d{3}/i, "amd"],
];

/** Whose exporter shows such cards: NVIDIA's, AMD's, or, of any other, Ascend's. */
export const exporterOf = ({ model }: Pick<CardMake, "model">): ExporterName =>
  makers.find(([pattern]) => pattern.test(model))?.[1] ?? "npu";
