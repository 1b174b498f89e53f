/**
 * Records what the simulator makes of two thousand random scenarios: `node --import tsx test/recorded/record.ts`. Only a
 * commit whose core is trusted is recorded; why it had to be done again is for the commit's message.
 */
import { runAll, writeRecorded } from "./runs.ts";

const runs = runAll();
writeRecorded(runs);
process.stdout.write(`recorded ${runs.length} runs\n`);
