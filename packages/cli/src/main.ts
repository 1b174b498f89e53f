#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { importDependenciesDirectly } from "./dependency-imports.ts";

// Ctrl-C ends with the same code while there is nothing yet to heal or to tell.
const stop = () => process.exit(130);
process.once("SIGINT", stop);
enableCompileCache();
importDependenciesDirectly();
const { start } = await import("./command-line/main.ts");
start();
process.off("SIGINT", stop);
