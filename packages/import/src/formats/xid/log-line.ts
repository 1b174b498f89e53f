import { ofDriver } from "./driver-message.ts";
import { readContainerLine, readJournalEntry } from "./journal-entry.ts";
import type { LogClock, LoggedInstant } from "./log-clock.ts";
import { type Stamp, splitStamp } from "./stamp.ts";

/** A line of a log: when, where and by whom it was written, and what it says. */
export interface LogLine extends LoggedInstant {
  readonly host: string | undefined;
  /** The name of the program; `kernel` for the kernel, `undefined` where the line does not say it. */
  readonly writer: string | undefined;
  readonly message: string;
}

type Unread = Pick<LogLine, "host" | "writer" | "message"> & { readonly stamp: Stamp };

/** Reads one line. `undefined` for one that begins with no stamp. */
export const readLogLine = (text: string, clock: LogClock): LogLine | undefined => {
  const line = unwrap(text);
  if (line === undefined) return undefined;
  const { stamp, ...rest } = line;
  return { ...clock.read(stamp, line.host ?? ""), ...rest };
};

/** `<4>` of syslog's protocols, and `kern  :warn  : ` of dmesg -x. */
const priority = /^<\d{1,3}>|^[a-z0-9]{2,8} *:[a-z]{2,6} *: ?/;
/** RFC 5424: version, time, host, program, process, kind of message, structured data. */
const rfc5424 = /^1 (\S+) (\S+) (\S+) \S+ \S+ (?:-|(?:\[(?:[^\]"]|"(?:[^"\\]|\\.)*")*\])+)(?: \ufeff?(.*))?$/s;
/** What a container's runtime writes before a line that a container printed. */
const containerLine = /^(\S+) (?:stdout|stderr) [FP] (.*)$/s;
/** `gpu-017: ` of pdsh and clush, before a line of that host. */
const hostPrefix = /^([\w.-]{1,255}): +(?=\S)/;

/** What stands before JSON: nothing, or the marks of journalctl -o json-seq and json-sse. */
const jsonMarks = ["", "\u001e", "data: "];

/** How deep lines lie in lines of others. */
const DEPTH_MAX = 3;

const unwrap = (text: string, depth = 0): Unread | undefined => {
  if (depth > DEPTH_MAX) return undefined;
  const json = jsonMarks.find((mark) => text.startsWith(`${mark}{`));
  if (json !== undefined) return unwrapJson(text.slice(json.length), depth);
  const plain = text.replace(priority, "");
  const protocol = rfc5424.exec(plain);
  if (protocol !== null) {
    const [, time = "", host = "", writer = "", message = ""] = protocol;
    const stamp = splitStamp(time)?.stamp;
    if (stamp !== undefined) return { stamp, host: host === "-" ? undefined : host, ...said(writer, message) };
  }
  const printed = containerLine.exec(plain);
  if (printed !== null) return printedBy(printed[1] ?? "", printed[2] ?? "", depth);
  const split = splitStamp(plain);
  if (split !== undefined) return { stamp: split.stamp, ...originOf(split.rest, "bootUs" in split.stamp) };
  const prefix = hostPrefix.exec(text);
  const inner = prefix === null ? undefined : unwrap(text.slice(prefix[0].length), depth + 1);
  return inner === undefined ? undefined : { ...inner, host: inner.host ?? prefix?.[1] };
};

const unwrapJson = (json: string, depth: number): Unread | undefined => {
  const entry = readJournalEntry(json);
  if (entry !== undefined) return { ...entry, ...said(entry.writer, entry.message) };
  const line = readContainerLine(json);
  return line === undefined ? undefined : printedBy(line.time, line.log.trimEnd(), depth);
};

/** A line that a container printed: it is a line of a log, and has a date of its own, or the time at which it was printed. */
const printedBy = (time: string, line: string, depth: number): Unread | undefined => {
  const inner = unwrap(line, depth + 1);
  if (inner !== undefined && !("bootUs" in inner.stamp)) return inner;
  const stamp = splitStamp(time)?.stamp;
  if (stamp === undefined) return inner;
  return inner === undefined ? { stamp, ...originOf(line, false) } : { ...inner, stamp };
};

/** What stands before a kernel's message: `<4>`, `[12345.678901]`, `[ T1234]`. */
const marks = /^\s*(?:(?:<\d{1,3}>|\[[^\]]{0,40}\]) ?)*/;
/** What rsyslog makes of a message that comes again. */
const repeated = /^message repeated \d+ times: \[ ?(.*)\]$/s;
/** Only a host stands before the words of the driver. */
const hostAndDriver = /^([^\s:[\]]+) ((?:\[[^\]]{0,40}\] ?)*NVRM: .*)$/s;
const program = /^(\S+?)(?:\[\d+\])?:(?: (.*)|$)/s;
const hostAndProgram = /^(\S+) (?:[a-z]\w*\.[a-z]+ )?(\S+?)(\[\d+\])?:(?: (.*)|$)/s;

const said = (writer: string, message: string) =>
  writer.toLowerCase() === "kernel" ? { writer: "kernel", message: bare(message) } : { writer, message };

const bare = (message: string): string => message.replace(marks, "").replace(repeated, "$1").replace(marks, "");

/** `kern.warn ` of BusyBox, where it stands before the host or in its place, and `kernel:` without a blank after it. */
const facility = /^kern\.[a-z]+ (?=\S)/;
const kernelAndWords = /(?<=^|\s)kernel:(?=NVRM:|\[)/;

/** Who wrote what follows a stamp. dmesg names nobody: the words of the kernel stand there at once. */
const originOf = (text: string, isOfKernel: boolean): Pick<LogLine, "host" | "writer" | "message"> => {
  const rest = text.replace(facility, "").replace(kernelAndWords, "kernel: ");
  const message = bare(rest);
  if (ofDriver.test(message)) return { host: undefined, writer: "kernel", message };
  const driver = hostAndDriver.exec(rest);
  if (driver !== null) return { host: driver[1], ...said("kernel", driver[2] ?? "") };
  const named = program.exec(rest);
  if (named !== null) return { host: undefined, ...said(named[1] ?? "", named[2] ?? "") };
  const [, host, writer, process, words] = hostAndProgram.exec(rest) ?? [];
  if (host === undefined || writer === undefined || (isOfKernel && writer !== "kernel" && process === undefined))
    return { host: undefined, writer: isOfKernel ? "kernel" : undefined, message };
  return { host, ...said(writer, words ?? "") };
};
