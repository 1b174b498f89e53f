import { readFileSync } from "node:fs";

/** Whether something is mounted there, for this process. */
export const isMounted = (mountPoint: string): boolean =>
  readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .some((line) => line.split(" ")[1] === mountPoint);

/** The device that is mounted there, as `MAJOR:MINOR`. */
export const deviceOf = (mountPoint: string): string | undefined =>
  readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .map((line) => line.split(" "))
    .find((fields) => fields[4] === mountPoint)?.[2];
