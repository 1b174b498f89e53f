import { Change, decode, type Path, type TimelineHeader } from "@ordeal/model";
import * as Schema from "effect/Schema";
import type { InputProblem } from "../files/input-problem.ts";
import type { Override } from "../files/override.ts";
import { bare } from "../files/written.ts";
import { put } from "./put.ts";

/**
 * The settings that a timeline changed at a date, with values of the command line put in their place there too: whoever
 * asks for another interval asks for it from beginning to end.
 */
export const overrideSettings = (
  header: TimelineHeader,
  overrides: ReadonlyArray<Override>,
): { readonly header: TimelineHeader } | { readonly problems: ReadonlyArray<InputProblem> } => {
  const { settings } = header;
  if (settings === undefined || overrides.length === 0) return { header };
  const problems: Array<InputProblem> = [];
  const changed = settings.map((one) => {
    const own = overrides.filter(({ path: [section] }) => isSection(section) && one[section] !== undefined);
    if (own.length === 0) return one;
    const { source, note, ...change } = one;
    let written: unknown = Schema.encodeUnknownSync(Change)(change);
    for (const { path, value } of own) written = put(written, path, bare(value));
    const decoded = decode(Change, written);
    if ("value" in decoded) return { ...one, ...decoded.value };
    const [last] = own.slice(-1);
    if (last !== undefined) problems.push(...decoded.problems.map((problem) => ({ ...problem, place: last.value.at })));
    return one;
  });
  return problems.length > 0 ? { problems } : { header: { ...header, settings: changed } };
};

const isSection = (key: Path[number] | undefined): key is "checkpoint" | "recovery" =>
  key === "checkpoint" || key === "recovery";
