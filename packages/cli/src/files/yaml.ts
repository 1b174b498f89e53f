import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  parseDocument,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import type { InputProblem } from "./input-problem.ts";
import { NESTING_MAX } from "./limits.ts";
import type { SourcePosition } from "./source-position.ts";
import type { Field, Written } from "./written.ts";
import { outOfBounds, tooDeep } from "./yaml-bounds.ts";

/** What a text holds; `written` is there when it could be read in spite of its problems. */
export interface Reading {
  readonly written?: Written;
  readonly problems: ReadonlyArray<InputProblem>;
  /** The environment variables whose values stand in it. */
  readonly environment?: ReadonlyMap<string, string>;
}

/** How often aliases of a text may be followed. */
const ALIASES_MAX = 100;

/** The values of all documents of a text, of which nobody needs to know where they stand; or what is wrong with it. */
export const readYamlDocuments = (
  text: string,
): { readonly documents: ReadonlyArray<unknown> } | { readonly problem: string } => {
  const refused = outOfBounds(text);
  if (refused !== undefined) return { problem: refused };
  try {
    const lines = new LineCounter();
    const parsed = parseAllDocuments(text, {
      lineCounter: lines,
      prettyErrors: false,
      logLevel: "error",
      uniqueKeys: false,
    });
    const all = Array.isArray(parsed) ? parsed : [];
    for (const { errors } of all) {
      const [error] = errors;
      if (error !== undefined) return { problem: `line ${lines.linePos(error.pos[0]).line}: ${explain(error)}` };
    }
    const documents = all.map((document) => document.toJS({ maxAliasCount: ALIASES_MAX }) as unknown);
    return { documents: documents.filter((document) => document !== null && document !== undefined) };
  } catch (error) {
    if (error instanceof RangeError) return { problem: tooDeep };
    if (error instanceof ReferenceError)
      return { problem: `follows its aliases too often: expected at most ${ALIASES_MAX}` };
    throw error;
  }
};

/** Reads YAML (JSON is a part of it), keeping the place of every part. `source` is what places call the text. */
export const readYaml = (text: string, source: string): Reading => {
  const lines = new LineCounter();
  const placeAt = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return { source, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const refused = outOfBounds(text);
  if (refused !== undefined) return { problems: [{ place: { source }, path: [], message: refused }] };
  let document: Document;
  try {
    // The parser looks for a key that is there twice by comparing each with all before it; see `Copy.fields`.
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error", uniqueKeys: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { problems: [{ place: { source }, path: [], message: tooDeep }] };
  }
  const errors = [...document.errors, ...document.warnings];
  if (errors.some(({ message }) => message.includes("call stack"))) {
    return { problems: [{ place: { source }, path: [], message: tooDeep }] };
  }
  const problems = firstOfEachLine(
    errors.map((error) => ({ place: placeAt(error.pos[0]), path: [], message: explain(error) })),
  );
  if (document.contents === null) {
    if (problems.length === 0) problems.push({ place: { source }, path: [], message: "is empty" });
    return { problems };
  }
  if (document.errors.length > 0) return { problems };
  const copy = new Copy(placeAt);
  const written = copy.of(document.contents, 0);
  problems.push(...copy.duplicates);
  return copy.problems.length === 0 ? { written, problems } : { problems: [...problems, ...copy.problems] };
};

/** One mistake makes the parser stumble several times on its line; the first says what is wrong. */
const firstOfEachLine = (problems: ReadonlyArray<InputProblem>): Array<InputProblem> => {
  const seen = new Set<number | undefined>();
  return problems.filter(({ place: { line } }) => !seen.has(line) && seen.add(line) !== undefined);
};

/** The parser's messages, where they can be plainer for somebody who writes an experiment. */
const explanations: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'the file goes on after a "---" line: expected one document a file',
  TAB_AS_INDENT: "a tab is used as indentation: YAML wants spaces",
};

const explain = ({ code, message }: YAMLError): string => {
  if (code === "TAG_RESOLVE_FAILED")
    return `${message.replace("Unresolved tag", "unknown tag")}: write the value without it`;
  return explanations[code] ?? `is not valid YAML: ${message.replace(/\n[\s\S]*$/, "")}`;
};

/** Copies the parser's nodes into {@link Written}. An alias gives the very part it names, so no copy multiplies. */
class Copy {
  readonly problems: Array<InputProblem> = [];
  /** Keys that were there before; the first counts, and what is wrong besides can still be told. */
  readonly duplicates: Array<InputProblem> = [];
  readonly placeAt: (offset: number) => SourcePosition;
  readonly anchors = new Map<string, Written | "open">();

  constructor(placeAt: (offset: number) => SourcePosition) {
    this.placeAt = placeAt;
  }

  of(node: unknown, depth: number, fallback: SourcePosition = this.placeAt(0)): Written {
    const at = placeOf(node, this.placeAt) ?? fallback;
    if (depth > NESTING_MAX) return this.refuse(at, tooDeep);
    if (isAlias(node)) return this.alias(node.source, at);
    const anchor = (node as (Partial<Node> & { readonly anchor?: string }) | null)?.anchor;
    if (anchor !== undefined) this.anchors.set(anchor, "open");
    const written = this.part(node, at, depth);
    if (anchor !== undefined) this.anchors.set(anchor, written);
    return written;
  }

  part(node: unknown, at: SourcePosition, depth: number): Written {
    if (isMap(node)) return { kind: "mapping", at, fields: this.fields(node, at, depth) };
    if (isSeq(node)) return { kind: "list", at, items: node.items.map((item) => this.of(item, depth + 1, at)) };
    return { kind: "value", at, value: isScalar(node) ? node.value : null };
  }

  fields(map: YAMLMap, at: SourcePosition, depth: number): ReadonlyMap<string, Field> {
    const fields = new Map<string, Field>();
    for (const pair of map.items as ReadonlyArray<Pair>) {
      if (!isPair(pair)) continue;
      const keyAt = placeOf(pair.key, this.placeAt) ?? at;
      if (isCollection(pair.key) || isAlias(pair.key)) {
        this.refuse(keyAt, "expected a name before the colon, found something else");
      } else {
        const key = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
        if (fields.has(key)) this.twice(keyAt);
        else fields.set(key, { keyAt, value: this.of(pair.value, depth + 1, keyAt) });
      }
    }
    return fields;
  }

  alias(name: string, at: SourcePosition): Written {
    const target = this.anchors.get(name);
    if (target === undefined) return this.refuse(at, `there is no anchor &${name} before this`);
    return target === "open" ? this.refuse(at, `*${name} stands inside of what it names`) : target;
  }

  twice(at: SourcePosition): void {
    const message = "this key is there twice in the same mapping: keep one of the two";
    this.duplicates.push({ place: at, path: [], message });
  }

  refuse(at: SourcePosition, message: string): Written {
    this.problems.push({ place: at, path: [], message });
    return { kind: "value", at, value: null };
  }
}

const placeOf = (node: unknown, placeAt: (offset: number) => SourcePosition): SourcePosition | undefined => {
  const range = (node as { readonly range?: readonly [number, number, number] | null } | null | undefined)?.range;
  return range === undefined || range === null ? undefined : placeAt(range[0]);
};
