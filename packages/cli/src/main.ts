#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { importDependenciesDirectly } from "./dependency-imports.ts";

enableCompileCache();
importDependenciesDirectly();
const { start } = await import("./command-line/main.ts");
start();
