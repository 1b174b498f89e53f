const row = (...cells: ReadonlyArray<string>): string => `| ${cells.join(" | ")} |`;

/** A table of Markdown. */
export const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [row(...head), row(...head.map(() => "---")), ...rows.map((cells) => row(...cells.map(cell)))].join("\n");

/** Text that stands in one cell: outside of code nothing of it is a tag. */
const cell = (text: string): string => {
  const oneLine = text.replaceAll("\n", " ").replaceAll("|", "\\|");
  return oneLine
    .split(/(`[^`]*`|<a id="[\w-]+"><\/a>)/)
    .map((part, nth) => (nth % 2 === 1 ? part : part.replaceAll("<", "&lt;")))
    .join("");
};

/** A value as people write it in YAML, on one line. */
export const code = (written: string): string => `\`${written}\``;
