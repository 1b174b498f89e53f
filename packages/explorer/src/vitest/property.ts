import { relative } from "node:path";
import { type Evidence, vitestCommand, weigh } from "@ordeal/model";
import { type TestOptions, test } from "vitest";

/** What a test says, and what it does: `check` throws {@link Broken} with a story. It is told the command for it again. */
export interface Property {
  readonly name: string;
  readonly check: (again: string) => void;
}

/** Registers a property as a test. */
export const register = ({ name, check }: Property, options: TestOptions = {}): void =>
  test(name, options, ({ task }) => check(againCommand(task.file)));

/** The command that runs a test file again; its name is its path from the folder that the run was for. */
const againCommand = ({ filepath, name }: { readonly filepath: string; readonly name: string }): string => {
  const folder = fromHere(filepath.slice(0, -name.length));
  return folder === ""
    ? `${vitestCommand} run ${shellWord(name)}`
    : `${vitestCommand} run --root ${folder} ${shellWord(name)}`;
};

/** A property that held by nothing did not hold: throws where there was nothing to judge by, or no fault struck. */
export const expectEvidence = (evidence: Evidence): void => {
  const [lack] = weigh(evidence).findings;
  if (lack !== undefined) throw new Error(lack.reason);
};

/** A counterexample: the message tells its story. */
export class Broken extends Error {
  constructor(story: ReadonlyArray<string>) {
    const text = story.join("\n");
    super(text);
    this.name = "Broken";
    // The story is all that matters: where in the search it was thrown is not.
    this.stack = `${this.name}: ${text}`;
  }
}

/** A path as one types it from here. */
export const fromHere = (path: string): string => shellWord(relative(process.cwd(), path));

const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]*$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
