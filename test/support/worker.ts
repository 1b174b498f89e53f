/** Runs before each file of tests; what it imports is done once for a process. */
import "./jsx.ts";
