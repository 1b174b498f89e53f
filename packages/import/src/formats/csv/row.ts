import { bad, type Finding, type FoundFault, other } from "../../finding.ts";
import type { Reading } from "../../format.ts";
import { type Mapping, unitUs } from "../../mapping/mapping.ts";
import { compile } from "../../mapping/pattern.ts";
import { compileRules, type FieldOf, joinFields } from "../../mapping/rules.ts";
import { isUnknown, readNumber, whenReader } from "./when.ts";

/** A row that is the start of a fault, or the end of one, which has a row of its own. */
export interface PhaseRow {
  readonly line: number;
  /** What the two rows of a fault have in common. */
  readonly key: string;
  readonly atUs: number;
  readonly component: string | undefined;
  readonly cause: string | undefined;
  /** The fault that starts; none where one ends. */
  readonly fault: FoundFault | undefined;
}

export interface RowReader {
  /** The columns it needs. */
  readonly names: ReadonlyArray<string>;
  readonly read: (line: number, field: FieldOf) => Finding | PhaseRow;
}

/** Reads rows by a mapping, or says what the mapping lacks. */
export const rowReader = (mapping: Mapping | undefined, zone: Reading["zone"]): RowReader | string => {
  if (mapping === undefined) return "csv needs --mapping FILE: it says which column is what";
  const { time, end, duration, phase, component, part, cause, note, rules } = mapping;
  if (time === undefined) return "the mapping lacks time: the column that says when a fault began";
  if (rules === undefined) return "the mapping lacks rules: which rows are which kind of fault";
  const readTime = whenReader("time", time, undefined, zone);
  if (typeof readTime === "string") return readTime;
  const readEnd = end === undefined ? undefined : whenReader("end", end, time, zone);
  if (typeof readEnd === "string") return readEnd;
  const ruled = compileRules(rules);
  const ruling = [...new Set(rules.flatMap(({ when = {} }) => Object.keys(when)))];
  const [isStart, isEnd] = [compile(phase?.start ?? ""), compile(phase?.end ?? "")];
  const names = [
    time.column,
    end?.column,
    duration?.column,
    phase?.column,
    part,
    ...[phase?.by, component, cause, note].flat(),
    ...ruling,
  ].filter((name) => name !== undefined);

  /** When it was over, and whether that is known; or what is wrong with it. */
  const endOf = (atUs: number, field: FieldOf): { us?: number } | { problem: string; ended: string } => {
    const ended = (field(end?.column ?? duration?.column ?? "") ?? "").trim();
    if (isUnknown(ended)) return {};
    if (readEnd !== undefined) {
      const over = readEnd(ended);
      return "problem" in over ? { ...over, ended } : over;
    }
    if (duration === undefined) return {};
    const us = Math.round(readNumber(ended) * unitUs[duration.unit]);
    if (Number.isNaN(us)) return { problem: "duration: not a number", ended };
    return us < 0 ? { problem: "duration: below zero", ended } : { us: atUs + us };
  };

  const read = (line: number, field: FieldOf): Finding | PhaseRow => {
    const rule = ruled(field);
    if (rule !== undefined && "ignore" in rule)
      return other(line, "ignored by a rule of the mapping", joinFields(ruling, field, ", "));
    const said = (field(phase?.column ?? "") ?? "").trim();
    const isOver = phase !== undefined && isStart?.test(said) !== true;
    if (isOver && isEnd?.test(said) !== true) return bad(line, "neither a start nor an end, by phase", said);
    if (rule === undefined && !isOver) return bad(line, "no rule of the mapping fits", joinFields(ruling, field, ", "));
    const began = (field(time.column) ?? "").trim();
    const at = readTime(began);
    if ("problem" in at) return bad(line, at.problem, began);
    const over = endOf(at.us, field);
    if ("problem" in over) return bad(line, over.problem, over.ended);
    const number = part === undefined ? undefined : /\d+/.exec(field(part) ?? "")?.[0];
    const struck = {
      component: component === undefined ? undefined : joinFields(component, field, "/"),
      part: number === undefined ? undefined : Number(number),
      cause: cause === undefined ? undefined : joinFields(cause, field, "; "),
    };
    const fault: FoundFault | undefined =
      rule === undefined || isOver
        ? undefined
        : {
            ...rule,
            ...struck,
            atUs: at.us,
            endUs: over.us,
            note: note === undefined ? undefined : joinFields(note, field, "; "),
          };
    if (phase === undefined && fault !== undefined) return { line, fault };
    const by = phase?.by === undefined ? undefined : joinFields(phase.by, field, "\0");
    const key = JSON.stringify([struck.component, struck.part, by]);
    return { line, key, atUs: at.us, component: struck.component, cause: struck.cause, fault };
  };
  return { names: [...new Set(names)], read };
};
