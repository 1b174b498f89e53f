import type { MethodName } from "@ordeal/model";
import { methods } from "@ordeal/model";
import * as Schema from "effect/Schema";

/** How deep an incoming frame may nest. */
const DEPTH_MAX = 64;

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
  id: Schema.optionalKey(Schema.NullOr(Schema.Union([Schema.String, Schema.Finite]))),
  method: Schema.String,
  params: Schema.optionalKey(Schema.Unknown),
});
const decodeEnvelope = Schema.decodeUnknownOption(Envelope);

/** Reads one text frame: a JSON-RPC 2.0 request, or why it is none. Never throws. */
export const readFrame = (text: string): Frame => {
  if (isDeep(text)) {
    return { error: "parseError", message: `expected at most ${DEPTH_MAX} levels of nesting`, id: null };
  }
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
  const message = 'expected {"jsonrpc": "2.0", "id": a string or a number, "method": a name, "params": an object}';
  return { error: "invalidRequest", message, id: idOf(value) };
};

/** The id of something that is no request, where it has one. */
const idOf = (value: unknown): string | number | null => {
  const id = typeof value === "object" && value !== null ? (value as { readonly id?: unknown }).id : null;
  return typeof id === "string" || (typeof id === "number" && Number.isFinite(id)) ? id : null;
};

/** Whether brackets outside of texts nest too deep; looked at before anything is built from the frame. */
const isDeep = (text: string): boolean => {
  if (text.length <= DEPTH_MAX) return false;
  let depth = 0;
  let inText = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (inText) {
      if (code === BACKSLASH) index++;
      else if (code === QUOTE) inText = false;
    } else if (code === QUOTE) inText = true;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++depth > DEPTH_MAX) return true;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;
  }
  return false;
};

const BACKSLASH = 92;
const QUOTE = 34;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;

export const isMethod = (name: string): name is MethodName => Object.hasOwn(methods, name);
