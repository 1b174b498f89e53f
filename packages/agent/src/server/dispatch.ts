import { decode, errorCodes, type MethodName, methods, printPath } from "@ordeal/model";
import { type JSONRPCRequest, JSONRPCServer } from "json-rpc-2.0";
import { Refused } from "../mock/refused.ts";
import type { Connection } from "./connection.ts";
import type { Host } from "./host.ts";
import type { Log } from "./log.ts";

/** Answers requests: parameters are decoded, errors turned into codes, and nothing of the inside leaks. */
export const dispatcher = (host: Host, log: Log) => {
  const server = new JSONRPCServer<Connection>({ errorListener: () => {} });
  for (const [name, { params: schema }] of Object.entries(methods) as ReadonlyArray<
    [MethodName, (typeof methods)[MethodName]]
  >) {
    const handle = host.handlers[name] as (params: unknown, client: Connection) => unknown;
    server.addMethod(name, (written: unknown, client) => {
      const decoded = decode(schema as Parameters<typeof decode>[0], written ?? {});
      if ("value" in decoded) return handle(decoded.value, client);
      const [first] = decoded.problems;
      const where = first === undefined || first.path.length === 0 ? "params" : printPath(first.path);
      throw new Refused("invalidParams", `${where}: ${first?.message}`, decoded.problems);
    });
  }
  server.mapErrorToJSONRPCErrorResponse = (id, error: unknown) => {
    if (!(error instanceof Refused)) {
      log({ what: "agent broke", why: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      const { code, meaning } = errorCodes.internalError;
      return { jsonrpc: "2.0", id, error: { code, message: meaning } };
    }
    const { code } = errorCodes[error.name];
    const { message, data } = error;
    return { jsonrpc: "2.0", id, error: { code, message, ...(data === undefined ? {} : { data }) } };
  };
  return (request: JSONRPCRequest, client: Connection) => server.receive(request, client);
};
