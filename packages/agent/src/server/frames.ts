import type { MethodName } from "@ordeal/model";
import { methods } from "@ordeal/model";
import * as Schema from "effect/Schema";

/** How deep an incoming frame may nest. */
const DEPTH_MAX = 64;
/** How many values it may hold, and how long its id may be. */
const VALUES_MAX = 20_000;
const ID_CHARACTERS_MAX = 200;

/** A request as it may be dispatched. A notification has no id, and is not answered. */
export interface Request {
  readonly jsonrpc: "2.0";
  readonly id?: string | number | null;
  readonly method: string;
  readonly params?: unknown;
}

export type Frame =
  | { readonly request: Request }
  | { readonly error: "parseError" | "invalidRequest"; readonly message: string; readonly id: string | number | null };

const Envelope = Schema.Struct({
  jsonrpc: Schema.Literal("2.0"),
  id: Schema.optionalKey(
    Schema.NullOr(Schema.Union([Schema.String.check(Schema.isMaxLength(ID_CHARACTERS_MAX)), Schema.Finite])),
  ),
  method: Schema.String,
  params: Schema.optionalKey(Schema.Unknown),
});
const decodeEnvelope = Schema.decodeUnknownOption(Envelope);

/** Reads one text frame: a JSON-RPC 2.0 request, or why it is none. Never throws. */
export const readFrame = (text: string): Frame => {
  const excess = excessOf(text);
  if (excess !== undefined) return { error: "parseError", message: `expected at most ${excess}`, id: null };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { error: "parseError", message: "expected one JSON object a frame", id: null };
  }
  if (Array.isArray(value)) {
    return { error: "invalidRequest", message: "expected one request a frame: batches are not taken", id: null };
  }
  const request = decodeEnvelope(value);
  if (request._tag === "Some") return { request: request.value };
  const message = `expected {"jsonrpc": "2.0", "id": a number or at most ${ID_CHARACTERS_MAX} characters, "method": a name, "params": an object}`;
  return { error: "invalidRequest", message, id: idOf(value) };
};

/** The id of something that is no request, where it has one. */
const idOf = (value: unknown): string | number | null => {
  const id = typeof value === "object" && value !== null ? (value as { readonly id?: unknown }).id : null;
  return (typeof id === "string" && id.length <= ID_CHARACTERS_MAX) || (typeof id === "number" && Number.isFinite(id))
    ? id
    : null;
};

/** What a frame has too much of outside of its texts; looked at before anything is built from it. */
const excessOf = (text: string): string | undefined => {
  if (text.length <= DEPTH_MAX) return undefined;
  let depth = 0;
  let values = 1;
  let inText = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (inText) {
      if (code === BACKSLASH) index++;
      else if (code === QUOTE) inText = false;
    } else if (code === QUOTE) inText = true;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++depth > DEPTH_MAX) return `${DEPTH_MAX} levels of nesting`;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;
    else if (code === COMMA && ++values > VALUES_MAX) return `${VALUES_MAX} values in a frame`;
  }
  return undefined;
};

const BACKSLASH = 92;
const QUOTE = 34;
const COMMA = 44;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;

export const isMethod = (name: string): name is MethodName => Object.hasOwn(methods, name);
