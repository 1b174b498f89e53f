import { type Decoded, decode, PositiveDurationUs } from "@ordeal/model";
import * as Schema from "effect/Schema";

const count = (minimum: number, maximum: number, what: string) =>
  Schema.Int.check(Schema.isBetween({ minimum, maximum }, { expected: `${what} from ${minimum} to ${maximum}` }));

const Text = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(4_096));
const megabytes = (most: number) => count(16, most, "megabytes");

/** A real cluster in small, on this machine: its nodes, and the job that trains on them. */
export const LabFile = Schema.Struct({
  lab: Schema.String.check(
    Schema.isPattern(/^[a-z0-9][a-z0-9-]{0,39}$/, { expected: "a name of at most 40 letters, digits and -" }),
  ).annotate({ description: "The lab's name. There is one lab of a name at a time." }),
  launcher: Schema.Literals(["torchrun", "slurm", "attach"]).annotate({
    description:
      "Who starts the ranks: `torchrun` on every node, `slurm` with a daemon on every node, or nobody: `attach` takes a job that runs.",
  }),
  nodes: count(1, 32, "a number of nodes").annotate({ description: "How many nodes there are, spares included." }),
  cardsPerNode: count(1, 16, "a number of cards").annotate({
    description: "Cards a node; a rank stands for each.",
  }),
  train: Schema.optionalKey(
    Schema.Array(Text).check(Schema.isMinLength(1), Schema.isMaxLength(64)).annotate({
      description:
        "The training command, program and arguments one by one; a path that begins with a dot is relative to the file. A program that ends in .py is given to `python`.",
    }),
  ),
  python: Schema.optionalKey(Text.annotate({ description: "Which Python; /usr/bin/python3 unless given." })),
  environment: Schema.optionalKey(
    Schema.Record(Schema.String.check(Schema.isPattern(/^[A-Za-z_]\w*$/)), Schema.String).annotate({
      description: "Variables that every rank gets.",
    }),
  ),
  startWithin: Schema.optionalKey(
    PositiveDurationUs.annotate({
      description: "How long the job may take until every rank is in its first step; 2 minutes unless given.",
    }),
  ),
  memoryMb: Schema.optionalKey(
    megabytes(1_048_576).annotate({ description: "What the lab's processes may use of memory; 8192 unless given." }),
  ),
  storageMb: Schema.optionalKey(
    megabytes(65_536).annotate({ description: "The size of the store for checkpoints; 512 unless given." }),
  ),
  collectiveTimeout: Schema.optionalKey(
    PositiveDurationUs.annotate({
      description: "When a collective that does not complete is given up; 20 seconds unless given.",
    }),
  ),
  events: Schema.optionalKey(
    Text.annotate({ description: "Of a job that runs: the folder into which the hook of its ranks writes." }),
  ),
  checkpoints: Schema.optionalKey(
    Text.annotate({ description: "Of a job that runs: the folder of its checkpoints; without it they are let alone." }),
  ),
});
export type LabFile = typeof LabFile.Type;

/** Reads a lab as people write it. */
export const decodeLab = (written: unknown): Decoded<LabFile> => {
  const decoded = decode(LabFile as Schema.Codec<LabFile, unknown>, written);
  if ("problems" in decoded) return decoded;
  const { launcher, train, events } = decoded.value;
  if (launcher === "attach" && events === undefined)
    return {
      problems: [
        {
          path: ["events"],
          message: "is required with launcher: attach: the folder that the hook of the running job writes into",
        },
      ],
    };
  if (launcher !== "attach" && train === undefined)
    return { problems: [{ path: ["train"], message: "is required: the training command, such as [./train.py]" }] };
  return decoded;
};
