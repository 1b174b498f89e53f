import type { ReplayedFault } from "@ordeal/explorer";
import { counted, decodeTimelineFault, didYouMean, faultIdOf, type Path, TimelineFault } from "@ordeal/model";
import * as Schema from "effect/Schema";
import type { InputProblem } from "../files/input-problem.ts";
import { isNull } from "../files/merge.ts";
import type { Override } from "../files/override.ts";
import type { SourcePosition } from "../files/source-position.ts";
import { bare } from "../files/written.ts";
import { put } from "./put.ts";
import type { TimelineSource } from "./source.ts";

/** Whether an override is of the timeline's faults: an experiment's own have no place in a replay. */
export const isOfFaults = ({ path: [section] }: Override): boolean => section === "faults";

/** What `--without ID` stands for: nothing is put in the place of the fault. */
export const withoutFault = (id: string): Override => ({
  path: ["faults", id],
  value: { kind: "value", at: { source: `--without ${id}` }, value: null },
  written: { flag: "--set", path: `faults.${id}`, value: "null" },
});

/**
 * A timeline with some of its faults changed or left out, each by its id, or by its place in the file. One that is left out
 * keeps its place, so that the others strike where they did.
 */
export const editFaults = (
  source: TimelineSource,
  overrides: ReadonlyArray<Override>,
): { readonly source: TimelineSource } | { readonly problems: ReadonlyArray<InputProblem> } => {
  const edits = overrides.filter(isOfFaults);
  if (edits.length === 0) return { source };
  const faults = new Faults(source);
  for (const edit of edits) faults.edit(edit);
  const { problems } = faults;
  return problems.length > 0 ? { problems } : { source: { ...source, faults: () => faults.all() } };
};

class Faults {
  readonly problems: Array<InputProblem> = [];
  private readonly source: TimelineSource;
  /** By their place in the file. */
  private readonly edited = new Map<number, ReplayedFault>();
  private readonly indexById = new Map<string, number>();

  constructor(source: TimelineSource) {
    this.source = source;
    let index = 0;
    for (const fault of source.faults()) this.indexById.set(faultIdOf(fault, index), index++);
  }

  *all(): Generator<ReplayedFault> {
    let index = 0;
    for (const fault of this.source.faults()) yield this.edited.get(index++) ?? fault;
  }

  edit({ path: [, ...keys], value }: Override): void {
    const found = this.find(keys);
    if (typeof found === "string") return this.refuse(value.at, found);
    const { index, field } = found;
    const before = this.edited.get(index) ?? this.nth(index);
    if (field.length === 0 && isNull(value)) {
      this.edited.set(index, { ...before, leftOut: "left out, as asked for" });
      return;
    }
    const { leftOut, ...fault } = before;
    const [first] = field;
    if (first === undefined) return this.refuse(value.at, `expected a field of the fault, as in ${example}, or null`);
    if (first === "id") return this.refuse(value.at, "a fault keeps its id: what is drawn for it is named after it");
    if (this.source.isStreamed && ["at", "on", "every"].includes(String(first)))
      return this.refuse(
        value.at,
        "a timeline of that many faults is read as it goes on: none can strike at another time",
      );
    const decoded = decodeTimelineFault(put(encode(fault), field, bare(value)), this.source.header, []);
    if ("value" in decoded)
      this.edited.set(index, leftOut === undefined ? decoded.value : { ...decoded.value, leftOut });
    else
      for (const { path, message } of decoded.problems)
        this.problems.push({ place: value.at, path: ["faults", ...keys.slice(0, -field.length), ...path], message });
  }

  /** Which fault a path is of, and which field of it. An id may have dots in it: the longest that there is counts. */
  private find(keys: Path): { readonly index: number; readonly field: Path } | string {
    for (let length = keys.length; length > 0; length--) {
      const index = this.indexById.get(keys.slice(0, length).join("."));
      if (index !== undefined) return { index, field: keys.slice(length) };
    }
    const [key, ...field] = keys;
    if (key === undefined) return `expected a fault of the timeline and a field of it, as in ${example}`;
    if (typeof key === "number" && key < this.source.count) return { index: key, field };
    // What stands last is a field, unless a fault is to be left out.
    return this.unknown((field.length === 0 ? keys : keys.slice(0, -1)).join("."));
  }

  private unknown(id: string): string {
    const ids = [...this.indexById.keys()];
    const more = ids.length - NAMED_MAX;
    const named = `${ids.slice(0, NAMED_MAX).join(", ")}${more > 0 ? ` and ${counted(more, "other")}` : ""}`;
    const known = ids.length === 0 ? "which has none" : `whose faults are ${named}`;
    return `there is no fault "${id}" in ${this.source.file}, ${known}${didYouMean(id, ids)}`;
  }

  private nth(wanted: number): ReplayedFault {
    let index = 0;
    for (const fault of this.source.faults()) if (index++ === wanted) return fault;
    throw new Error(`${this.source.file} changed while it was read`);
  }

  private refuse(place: SourcePosition, message: string): void {
    this.problems.push({ place, path: [], message });
  }
}

const example = '--set faults.ID.duration="10 minutes"';

/** How many ids an error lists. */
const NAMED_MAX = 20;

const encode = (fault: TimelineFault): unknown => Schema.encodeUnknownSync(TimelineFault)(fault);
