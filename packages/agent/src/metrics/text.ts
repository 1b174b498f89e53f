import type { Family, Sample } from "./family.ts";

/** About how many characters are written at a time. */
const PIECE_CHARACTERS = 32_768;

/** Metrics in Prometheus' text format, piece by piece. A metric without a series is not there. */
export function* textOf(families: Iterable<Family>): Generator<string, void> {
  let text = "";
  for (const { name, help, type = "gauge", samples } of families) {
    let isFirst = true;
    for (const sample of samples) {
      if (isFirst) text += `# HELP ${name} ${escapedHelp(help)}\n# TYPE ${name} ${type}\n`;
      isFirst = false;
      text += lineOf(name, sample);
      if (text.length < PIECE_CHARACTERS) continue;
      yield text;
      text = "";
    }
  }
  yield text;
}

const lineOf = (name: string, { labels, value }: Sample): string => {
  const parts = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${parts.length === 0 ? "" : `{${parts.join(",")}}`} ${value}\n`;
};

const escapedHelp = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
const escaped = (text: string): string => escapedHelp(text).replaceAll('"', '\\"');
