const row = (...cells: ReadonlyArray<string>): string => `| ${cells.join(" | ")} |`;
/** A table of Markdown. */
export const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [
    row(...head),
    row(...head.map(() => "---")),
    ...rows.map((cells) => row(...cells.map((one) => one.replaceAll("<", "&lt;")))),
  ].join("\n");
