#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { importDependenciesDirectly } from "./dependency-imports.ts";

// Ctrl-C ends with the same code while there is nothing yet to heal or to tell.
const stop = () => process.exit(130);
process.once("SIGINT", stop);
enableCompileCache();
// A script of this repository runs in its root; the paths that are typed are those of the folder where they are typed.
const { INIT_CWD, npm_lifecycle_event } = process.env;
if (import.meta.url.endsWith(".ts") && npm_lifecycle_event === "ordeal" && INIT_CWD) process.chdir(INIT_CWD);
if (import.meta.url.endsWith(".ts")) importDependenciesDirectly();
const { start } = await import("./command-line/main.ts");
start();
process.off("SIGINT", stop);
