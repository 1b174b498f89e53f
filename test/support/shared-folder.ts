import { join, resolve } from "node:path";

const root = join(import.meta.dirname, "../..");

/**
 * What lies beside the project and is not part of it: cases, traces and figures of others. Tests read it there, from
 * `ORDEAL_SHARED` or `../shared`, and never copy it.
 */
const sharedFolder = resolve(root, process.env["ORDEAL_SHARED"] ?? "../shared");

/** The path of something in the shared folder, whether it is there or not. */
export const sharedPath = (path: string): string => join(sharedFolder, path);
