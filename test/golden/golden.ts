import { parseArgs } from "node:util";
import { explain } from "./explain.ts";
import { experiments, goldenOf, readGolden, writeGolden } from "./journals.ts";

const help = `Usage: pnpm golden [--update | --explain EXPERIMENT [--against REVISION]]

Without flags: runs every experiment and compares its journal's hash with the one kept.

  --update                 keeps the hashes of now
  --explain EXPERIMENT     tells event by event where a journal differs from that of a revision
  --against REVISION       that revision; HEAD unless given

Examples
  pnpm golden
  pnpm golden --explain 05-crash-while-persisting.yaml --against HEAD~1
`;

const options = {
  update: { type: "boolean", default: false },
  explain: { type: "string" },
  against: { type: "string", default: "HEAD" },
  help: { type: "boolean", default: false },
} as const;

const read = () => {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    process.stderr.write(`error: ${(error as Error).message}\n\n${help}`);
    process.exit(2);
  }
};
const flags = read();

if (flags.help) {
  process.stdout.write(help);
} else if (flags.explain !== undefined) {
  if (!experiments().includes(flags.explain)) {
    process.stderr.write(`error: there is no experiment ${flags.explain}; there are ${experiments().join(", ")}\n`);
    process.exit(2);
  }
  process.stdout.write(`${explain(flags.explain, flags.against)}\n`);
} else {
  const now = await Promise.all(experiments().map(goldenOf));
  if (flags.update) {
    writeGolden(now);
    process.stdout.write(`kept the hashes of ${now.length} journals\n`);
  } else {
    const kept = new Map(readGolden().map((golden) => [golden.experiment, golden]));
    const changed = now.filter(({ experiment, sha256 }) => kept.get(experiment)?.sha256 !== sha256);
    for (const { experiment } of changed) {
      process.stdout.write(`${experiment} changed; explain it: pnpm golden --explain ${experiment}\n`);
    }
    process.stdout.write(`${now.length - changed.length} of ${now.length} journals are as they were\n`);
    process.exitCode = changed.length === 0 ? 0 : 1;
  }
}
