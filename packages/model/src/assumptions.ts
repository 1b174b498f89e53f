import type * as Schema from "effect/Schema";
import { Cluster } from "./cluster.ts";
import type { Path } from "./problem.ts";
import { defaultedOf } from "./text.ts";

/** Something that an experiment leaves out and that describes a machine: what is taken for it, and whose figure that is. */
export interface Assumption {
  readonly path: Path;
  /** As people would have written it. */
  readonly value: unknown;
  /** Whose it is: an Ascend 910C in a CloudMatrix384, say. */
  readonly of: string;
}

/** What an experiment, as it was written, leaves to be assumed of its cluster; in the order of the fields. */
export const assumptionsOf = (written: unknown): ReadonlyArray<Assumption> =>
  assumedIn(Cluster, fieldOf(written, "cluster"), ["cluster"]);

const assumedIn = (schema: unknown, written: unknown, path: Path): ReadonlyArray<Assumption> => {
  const { fields } = schema as { readonly fields?: Readonly<Record<string, Schema.Top>> };
  if (fields === undefined) return [];
  return Object.entries(fields).flatMap(([name, field]) => {
    const defaulted = defaultedOf(field);
    if (defaulted === undefined) return [];
    const own = fieldOf(written, name);
    if (defaulted.of === undefined) return assumedIn(defaulted.schema, own, [...path, name]);
    return own === undefined ? [{ path: [...path, name], value: defaulted.written, of: defaulted.of }] : [];
  });
};

const fieldOf = (written: unknown, name: string): unknown =>
  typeof written === "object" && written !== null && Object.hasOwn(written, name)
    ? (written as Readonly<Record<string, unknown>>)[name]
    : undefined;
