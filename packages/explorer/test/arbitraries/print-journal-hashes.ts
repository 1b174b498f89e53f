import { journalHashes } from "./journal-hashes.ts";

/** `tsx print-journal-hashes.ts SEED COUNT`: one hash a line, for a comparison with those of another process. */
const [seed = "1", count = "1"] = process.argv.slice(2);
console.log(journalHashes(Number(seed), Number(count)).join("\n"));
