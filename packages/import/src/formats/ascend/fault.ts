import { bad, type Finding, other } from "../../finding.ts";
import type { compileRules, FieldOf, Ruled } from "../../mapping/rules.ts";
import type { Chips } from "./chips.ts";
import type { LevelNameOf } from "./code-tables.ts";
import { levelOf, plainName } from "./levels.ts";
import type { AscendFault } from "./snapshot.ts";

/** What a fault code means: by a rule of the mapping, by the tables of `--codes`, or by the level it came with. */
export interface Meaning {
  readonly ruled: ReturnType<typeof compileRules>;
  readonly levelNameOf: LevelNameOf;
  readonly chips: Chips;
}

/** When a fault was over, `undefined` where nobody says when; no end where it was not over yet. */
export type End = { readonly ms: number | undefined } | undefined;

/**
 * Makes findings of a fault that began. Codes that share the worst level among them are one fault of that level, but for
 * those whose own level a table or a rule says.
 */
export const findingsOf = function* (line: number, fault: AscendFault, end: End, meaning: Meaning): Generator<Finding> {
  const { codes, realm } = fault;
  if (codes.length <= 1) {
    yield findingOf(line, fault, end, meaning);
    return;
  }
  const isKnown = (code: string): boolean =>
    meaning.levelNameOf(code, realm) !== undefined || ruledOf(fault, code, meaning) !== undefined;
  const known = codes.filter(isKnown);
  for (const code of known) yield findingOf(line, { ...fault, codes: [code] }, end, meaning);
  const rest = codes.filter((code) => !isKnown(code));
  const isExplained = known.some((code) => {
    const level = meaning.levelNameOf(code, realm);
    return level !== undefined && fault.level !== undefined && plainName(level) === plainName(fault.level);
  });
  if (isExplained) {
    for (const code of rest)
      yield bad(line, "a code that no table of --codes has, and only the worst level beside it", code);
  } else if (rest.length > 0) yield findingOf(line, { ...fault, codes: rest }, end, meaning);
};

/** What a rule of the mapping says of a code, or of several together. */
const ruledOf = ({ node, realm, level, device }: AscendFault, code: string, meaning: Meaning): Ruled | undefined => {
  const written = meaning.levelNameOf(code, realm) ?? level;
  const fields: Readonly<Record<string, string>> = {
    code,
    level: written === undefined ? "" : plainName(written),
    node,
    device,
  };
  const field: FieldOf = (name) => fields[name];
  return meaning.ruled(field);
};

const findingOf = (line: number, fault: AscendFault, end: End, meaning: Meaning): Finding => {
  const { node, realm, codes, level: said, device, part, atMs, isMoment = false } = fault;
  const code = codes.join(",");
  const rule = ruledOf(fault, code, meaning);
  const written = meaning.levelNameOf(code, realm) ?? said;
  const name = written === undefined ? undefined : plainName(written);
  if (rule !== undefined && "ignore" in rule) return other(line, "ignored by a rule of the mapping", code);
  const level = name === undefined ? undefined : levelOf(name, realm);
  if (rule === undefined && name === undefined) {
    return bad(line, "a code that no table of --codes has, and no level beside it", code);
  }
  if (rule === undefined && level === undefined) return bad(line, "an unknown handling level", `${code} ${name}`);
  const kind = rule?.kind ?? level?.kind;
  if (kind === undefined) return other(line, "a fault that MindCluster does nothing about", `${code} ${name}`);
  if (atMs === undefined || !Number.isFinite(atMs)) return bad(line, realm === "node" ? UNTIMED_PART : UNTIMED, code);
  const place = part === undefined && realm === "chip" ? meaning.chips.placeOf(node, device) : undefined;
  const endMs = isMoment ? atMs : end?.ms;
  return {
    line,
    fault: {
      kind,
      parameters: rule?.parameters ?? level?.parameters,
      atUs: Math.round(atMs * 1_000),
      endUs: endMs === undefined ? undefined : Math.round(endMs * 1_000),
      component: node,
      part: part ?? place?.card,
      cause: `${name ?? "no level"} ${code}`.trim(),
      note: [
        device,
        place !== undefined && place.perCard > 1 ? `card ${place.card}, chip ${place.chip}` : "",
        level?.meaning,
        endMs !== undefined
          ? ""
          : end === undefined
            ? "not over when the record ends"
            : "over, and nobody says since when",
      ]
        .filter((text) => text !== undefined && text !== "")
        .join("; "),
    },
  };
};

const UNTIMED = "a fault without a time";
const UNTIMED_PART =
  "a fault of a node's part without a time, which NodeD does not tell: print the ConfigMap with --show-managed-fields";
