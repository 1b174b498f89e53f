import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ClientName } from "./bundle-client.ts";

/** The script of a page: beside the installed command; made on the spot where the sources are. */
export const clientScript = async (name: ClientName): Promise<string> => {
  const beside = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  if (existsSync(beside)) return readFileSync(beside, "utf8");
  const { bundleClient } = await import("./bundle-client.ts");
  return bundleClient(name);
};
