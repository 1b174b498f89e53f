import type { ForeignExperiment, WrittenFault } from "@ordeal/import";
import { stringify } from "yaml";
import { wrap } from "../../print/wrap.ts";

/** An experiment of Ordeal as it is written: the faults on another experiment, which says all the rest. */
export interface WrittenExperiment {
  readonly title: string;
  readonly use: string;
  readonly faults: ReadonlyArray<WrittenFault>;
}

const WIDTH = 110;

/** The experiment as YAML; above it what was assumed, and what became nothing. */
export const experimentYaml = (
  written: WrittenExperiment,
  { mapped, unmapped }: Pick<ForeignExperiment, "mapped" | "unmapped">,
  from: { readonly file: string; readonly format: string },
): string => {
  const assumed = new Set(mapped.flatMap((one) => one.assumed));
  const items = (texts: Iterable<string>) => [...texts].flatMap((text) => wrap(`- ${text}`, WIDTH, "  "));
  const comment = [
    `Imported from ${from.file} by ordeal import ${from.format}. Cluster, job and all the rest are those of ${written.use}.`,
    ...(assumed.size === 0 ? [] : ["Assumed, so put your own numbers there:", ...items(assumed)]),
    ...(unmapped.length === 0
      ? []
      : ["What became nothing:", ...items(unmapped.map(({ what, reason }) => `${what}: ${reason}`))]),
  ];
  const lines = comment.map((line) => `# ${line.replaceAll(/[\r\n]+/g, " ")}\n`).join("");
  return `${lines}${stringify(written, { lineWidth: 0 })}`;
};
