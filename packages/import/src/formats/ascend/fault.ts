import { bad, type Finding, other } from "../../finding.ts";
import type { compileRules, Ruled } from "../../mapping/rules.ts";
import type { LevelNameOf } from "./code-tables.ts";
import { levelOf, plainName } from "./levels.ts";
import type { AscendFault } from "./snapshot.ts";

/** What a fault code means: by a rule of the mapping, by the tables of `--codes`, or by the level it came with. */
export interface Meaning {
  readonly ruled: ReturnType<typeof compileRules>;
  readonly levelNameOf: LevelNameOf;
}

/** Makes a finding of a fault that began, and was over at `endMs` if that is known. */
export const findingOf = (
  line: number,
  { node, realm, code, level: said, device, part, atMs }: AscendFault,
  endMs: number | undefined,
  { ruled, levelNameOf }: Meaning,
): Finding => {
  const written = levelNameOf(code, realm) ?? said;
  const name = written === undefined ? undefined : plainName(written);
  const fields: Readonly<Record<string, string>> = { code, level: name ?? "", node, device };
  const rule: Ruled | undefined = ruled((field) => fields[field]);
  if (rule !== undefined && "ignore" in rule) return other(line, "ignored by a rule of the mapping", code);
  const level = name === undefined ? undefined : levelOf(name, realm);
  if (rule === undefined && name === undefined) {
    return bad(line, "a code that no table of --codes has, and no level beside it", code);
  }
  if (rule === undefined && level === undefined) return bad(line, "an unknown handling level", `${code} ${name}`);
  const kind = rule?.kind ?? level?.kind;
  if (kind === undefined) return other(line, "a fault that MindCluster does nothing about", `${code} ${name}`);
  if (atMs === undefined || !Number.isFinite(atMs)) return bad(line, "a fault without a time", code);
  return {
    line,
    fault: {
      kind,
      parameters: rule?.parameters ?? level?.parameters,
      atUs: Math.round(atMs * 1_000),
      endUs: endMs === undefined ? undefined : Math.round(endMs * 1_000),
      component: node,
      part,
      cause: `${name ?? "no level"} ${code}`,
      note: [device, level?.meaning, endMs === undefined ? "not over when the record ends" : ""]
        .filter((text) => text !== undefined && text !== "")
        .join("; "),
    },
  };
};
