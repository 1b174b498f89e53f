import * as Schema from "effect/Schema";
import { levelOf, type Realm } from "./levels.ts";

const Lists = Schema.Record(Schema.String, Schema.Array(Schema.String));
const Table = Schema.Union([Schema.Struct({ FaultTypeCode: Lists }), Lists]);
const decode = Schema.decodeUnknownOption(Table);

/** The name of the level of a code; `undefined` for a code that no table has. */
export type LevelNameOf = (code: string, realm: Realm) => string | undefined;

/**
 * Reads tables of fault codes as MindCluster keeps them (faultCode.json, SwitchFaultCode.json, NodeDConfiguration.json):
 * a list of codes for each level. A code of several lists has the level of the first.
 */
export const readCodeTables = (
  tables: ReadonlyArray<unknown>,
): { readonly levelNameOf: LevelNameOf } | { readonly problem: string } => {
  const names: Readonly<Record<Realm, Map<string, string>>> = {
    chip: new Map(),
    node: new Map(),
    switch: new Map(),
  };
  for (const table of tables) {
    const decoded = decode(table);
    if (decoded._tag === "None") return { problem: notTable };
    const isOfNode = "FaultTypeCode" in decoded.value && !Array.isArray(decoded.value.FaultTypeCode);
    const lists = (isOfNode ? decoded.value.FaultTypeCode : decoded.value) as typeof Lists.Type;
    for (const [level, codes] of Object.entries(lists)) {
      for (const code of codes) {
        const realm = code.startsWith("[") ? "switch" : isOfNode ? "node" : "chip";
        if (levelOf(level, realm) === undefined) {
          return { problem: `--codes: "${level}" is no handling level of MindCluster that is known here` };
        }
        const key = keyOf(code);
        if (!names[realm].has(key)) names[realm].set(key, level);
      }
    }
  }
  return { levelNameOf: (code, realm) => names[realm].get(keyOf(code)) };
};

const notTable =
  "--codes: expected a table of MindCluster (faultCode.json, SwitchFaultCode.json or NodeDConfiguration.json): a list of codes for each level";

/** Codes are written with and without 0x, in either case, with and without spaces. */
export const keyOf = (code: string): string => code.replace(/\s+/g, "").toUpperCase().replace(/^0X/, "");
