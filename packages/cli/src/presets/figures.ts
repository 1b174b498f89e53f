import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from "yaml";
import { fixturesFolder } from "../files/fixtures.ts";

/** One figure of a fixture: the field, what is written there, and what its comment says of where that comes from. */
export interface Figure {
  readonly field: string;
  readonly value: string;
  readonly source: string;
}

export interface FixtureFigures {
  /** What the file says of itself, above its first line. */
  readonly about: string;
  readonly figures: ReadonlyArray<Figure>;
}

/** The figures of a fixture, those that it takes from another with `use` included; its own win. */
export const figuresOf = (fixture: string): FixtureFigures => {
  const text = readFileSync(join(fixturesFolder, `${fixture}.yaml`), "utf8");
  const document = parseDocument(text);
  if (!isMap(document.contents)) throw new Error(`${fixture}: expected a mapping`);
  const about = oneLine((/^(?:#.*\n)*/.exec(text)?.[0] ?? "").replaceAll(/^#/gm, ""));
  const figures = new Map(figuresIn(document.contents, "").map((figure) => [figure.field, figure]));
  return { about, figures: [...figures.values()] };
};

/** What is used comes first, so that what stands beside it lies over it. */
const figuresIn = (map: YAMLMap, prefix: string): ReadonlyArray<Figure> => {
  const used = map.get("use");
  const under = typeof used === "string" ? figuresOf(used).figures : [];
  const own = map.items.flatMap((pair) => (keyOf(pair) === "use" ? [] : ofPair(pair, prefix)));
  return [...under.map((figure) => ({ ...figure, field: `${prefix}${figure.field}` })), ...own];
};

const keyOf = ({ key }: Pair): string => String(isScalar(key) ? key.value : key);

const ofPair = (pair: Pair, prefix: string): ReadonlyArray<Figure> => {
  const { key, value } = pair;
  const field = `${prefix}${keyOf(pair)}`;
  if (isMap(value)) return figuresIn(value, `${field}.`);
  if (!isScalar(value)) throw new Error(`${field}: expected a value`);
  const before = isScalar(key) ? (key.commentBefore ?? "") : "";
  return [{ field, value: String(value.source ?? value.value), source: oneLine(value.comment ?? before) }];
};

const oneLine = (comment: string): string => comment.replaceAll(/\s+/g, " ").trim();
