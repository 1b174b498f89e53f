import { decode, errorCodes, type MethodName, methods, printPath } from "@ordeal/model";
import { createJSONRPCErrorResponse, createJSONRPCSuccessResponse, type JSONRPCID } from "json-rpc-2.0";
import { Refused } from "../backend/refused.ts";
import type { Connection } from "./connection.ts";
import type { Request } from "./frames.ts";
import type { Answering, Host } from "./host.ts";
import type { Log } from "./log.ts";

/** The text of an answer: now, later, or after some pieces of work. */
export type Answer = Answering<string>;

/** Answers requests: parameters are decoded, errors turned into codes, and nothing of the inside leaks. Never throws. */
export const dispatcher = (host: Host, log: Log) => {
  const refused = (request: Request, client: Connection, error: unknown): string => {
    const id: JSONRPCID = request.id ?? null;
    if (!(error instanceof Refused)) {
      log({ what: "agent broke", why: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      const { code, meaning } = errorCodes.internalError;
      return JSON.stringify(createJSONRPCErrorResponse(id, code, meaning));
    }
    const { code } = errorCodes[error.name];
    const { message, data } = error;
    log({ what: "request refused", client: client.name, method: request.method, code, why: message });
    return JSON.stringify(createJSONRPCErrorResponse(id, code, message, data));
  };
  const answered = (request: Request, result: unknown): string =>
    JSON.stringify(createJSONRPCSuccessResponse(request.id ?? null, result));

  return (request: Request, method: MethodName, client: Connection): Answer => {
    try {
      const answer = host.answer(method, paramsOf(method, request.params), client);
      if (answer instanceof Promise) {
        return answer.then(
          (result) => answered(request, result),
          (error) => refused(request, client, error),
        );
      }
      if (isInPieces(answer)) return inPieces(answer, (error) => refused(request, client, error), request);
      return answered(request, answer);
    } catch (error) {
      return refused(request, client, error);
    }
  };
};

const paramsOf = (method: MethodName, written: unknown): unknown => {
  const decoded = decode(methods[method].params as Parameters<typeof decode>[0], written ?? {});
  if ("value" in decoded) return decoded.value;
  const [first] = decoded.problems;
  const where = first === undefined || first.path.length === 0 ? "params" : printPath(first.path);
  throw new Refused("invalidParams", `${where}: ${first?.message}`, decoded.problems);
};

export const isInPieces = (answer: unknown): answer is Generator<void, unknown> =>
  typeof answer === "object" && answer !== null && Symbol.iterator in answer && "next" in answer;

/** Puts the text of a result around the text that its pieces come to. */
function* inPieces(
  pieces: Generator<void, unknown>,
  refused: (error: unknown) => string,
  { id = null }: Request,
): Generator<void, string> {
  try {
    const text = yield* pieces;
    return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${text}}`;
  } catch (error) {
    return refused(error);
  }
}
