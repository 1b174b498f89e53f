import { protocolPage } from "./page.ts";
import { protocolSchemas } from "./schemas.ts";

/** Every generated file of the protocol by its path in `packages/agent/protocol`. */
export const protocolFiles = (): ReadonlyMap<string, string> =>
  new Map([
    ["PROTOCOL.md", protocolPage()],
    ...[...protocolSchemas()].map(
      ([file, schema]) => [`schemas/${file}`, `${JSON.stringify(schema, null, 2)}\n`] as const,
    ),
  ]);
