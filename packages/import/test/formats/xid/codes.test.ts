import { readFileSync } from "node:fs";
import { join } from "node:path";
import { faultKindNames, printDuration } from "@ordeal/model";
import { describe, expect, test } from "vitest";
import { RESET_US, xidCatalog, xidCodes, xidMeaning } from "../../../src/formats/xid/codes.ts";
import { SILENCE_US } from "../../../src/formats/xid/repeats.ts";

const page = readFileSync(join(import.meta.dirname, "../../../XID.md"), "utf8");

/** What the page says of a code. */
const rowOf = (code: number): string => {
  const entry = xidCodes.get(code);
  if (entry === undefined) throw new Error(`there is no Xid ${code}`);
  const { meaning, action, scope } = entry;
  const fatal = xidMeaning(code, "Fatal");
  const outage = {
    restart: "the job ends",
    reset: `the card is out for ${printDuration(RESET_US)}`,
    repair: "the card is out until repaired",
    severity: `\`Fatal\`: the card is out for ${printDuration(RESET_US)}; \`Nonfatal\`: none; neither: listed`,
    none: "none",
    unknown: "listed",
  }[action];
  const kind = fatal === undefined ? "unknown" : (fatal.kind ?? "no fault");
  const key = fatal?.kind === undefined ? "" : scope === "link" ? "card and link" : "card";
  return `| ${code} | ${meaning} | ${kind} | ${outage} | ${key} |`;
};

describe("the page of Xids", () => {
  test("has a row for every code, which says what the code does", () => {
    const rows = page.split("\n").filter((line) => /^\| \d/.test(line));
    const written = rows.map((row) => row.replace(/ +\|/g, " |").replace(/\| +/g, "| "));
    expect(written).toEqual([...xidCodes.keys()].map((code) => rowOf(code).replace(/\| +\|$/, "| |")));
  });

  test("names the catalog with its version, and the window of repetitions", () => {
    expect(page).toContain(xidCatalog.url);
    expect(page).toContain(xidCatalog.version);
    expect(page).toContain(`${SILENCE_US / 60e6} minutes`);
  });
});

describe("an Xid", () => {
  test("that no source gives an action for means nothing, nor does one that does not exist", () => {
    for (const code of [61, 142, 162, 172, 10, 173, 9_999, 0]) expect(xidMeaning(code), String(code)).toBeUndefined();
  });

  test("of an NVLink means what its line says of it", () => {
    for (const code of [74, 144, 145, 146, 147, 148, 149, 150]) {
      expect(xidMeaning(code, "unit Fatal XC0")).toMatchObject({ kind: "card.crash", durationUs: RESET_US });
      expect(xidMeaning(code, "unit Nonfatal XC0")).toMatchObject({ kind: undefined });
      expect(xidMeaning(code)).toBeUndefined();
    }
  });

  test.each([
    [[109, 155, 156, 158, 46, 62, 64, 95, 110, 119, 120, 136, 140, 143], "card.crash", RESET_US],
    [[79, 48, 54, 151], "card.crash", undefined],
    [[80, 39, 31, 13, 94, 68, 105, 135, 139], "job.crash", undefined],
    [[157, 45, 63, 43, 92, 137, 154, 160, 161], undefined, undefined],
  ] as const)("%j does what the catalog wants done for it: %s", (codes, kind, durationUs) => {
    for (const code of codes) expect(xidMeaning(code), String(code)).toMatchObject({ kind, durationUs });
  });

  test("strikes what timelines know", () => {
    for (const code of xidCodes.keys()) {
      const kind = xidMeaning(code, "Fatal")?.kind;
      if (kind !== undefined) expect(faultKindNames).toContain(kind);
    }
  });
});
