import type { Skipped } from "@ordeal/import";
import { humanNumber } from "@ordeal/model";
import type { Style } from "../print/style.ts";
import { columns } from "../print/table.ts";

/** What did not become a fault, by reason, with the line where it was first seen: what is lost apart from what is not. */
export const printSkipped = (skipped: ReadonlyArray<Skipped>, style: Style): string => {
  const lost = skipped.filter((one) => !one.isHarmless);
  const harmless = skipped.filter((one) => one.isHarmless);
  return [
    ...table(style("yellow", "Skipped, because it cannot be used:"), lost, style),
    ...table("Passed over, because it is no fault:", harmless, style),
  ].join("");
};

const table = (title: string, rows: ReadonlyArray<Skipped>, style: Style): ReadonlyArray<string> =>
  rows.length === 0
    ? []
    : [
        `\n${title}\n`,
        ...columns(
          rows.map(({ count, reason, line, such }) => [
            humanNumber(count),
            reason,
            `first on line ${humanNumber(line)}`,
            such.length === 0
              ? ""
              : `such as ${such.map((one) => (one.trim() === "" ? "nothing at all" : one)).join(", ")}`,
          ]),
          ["right", "left", "left", "left"],
          { width: style.width },
        ).map((row) => `${row}\n`),
      ];
