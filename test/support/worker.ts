/** Runs before each file of tests; what it imports is done once for a process. */
import "./bundled-threads.ts";
import "./jsx.ts";
