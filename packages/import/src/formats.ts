import { zoneClock } from "./dates/zone.ts";
import type { Format, Read, Reading } from "./format.ts";
import { alertmanager } from "./formats/alertmanager/alertmanager.ts";
import { ascend } from "./formats/ascend/ascend.ts";
import { csv } from "./formats/csv/csv.ts";
import { infinitehbd } from "./formats/infinitehbd.ts";
import { slurm } from "./formats/slurm/slurm.ts";
import { xid } from "./formats/xid/xid.ts";

/** Every format that timelines can be imported from. */
export const formats: ReadonlyArray<Format> = [infinitehbd, csv, xid, ascend, alertmanager, slurm];

/** Makes a format ready to read, or says what is wrong with what it was told. */
export const openFormat = (
  format: Format,
  reading: Reading,
): { readonly read: Read } | { readonly problem: string } => {
  const { mapping, zone, year } = reading;
  const told = (["zone", "year", "codes"] as const).filter((hint) => reading[hint] !== undefined);
  const useless = told.find((hint) => !format.hints.includes(hint));
  if (useless !== undefined) return { problem: `${format.name} has no use for --${useless}: leave it out` };
  const strange = Object.keys(mapping ?? {}).find((key) => !format.mappingKeys.includes(key as keyof typeof mapping));
  if (strange !== undefined) {
    return {
      problem: `${format.name} has no use for ${strange} in a mapping: it takes ${format.mappingKeys.join(", ")}`,
    };
  }
  if (zone !== undefined && zoneClock(zone) === undefined) {
    return { problem: `--zone: expected a time zone such as "Asia/Shanghai", "UTC" or "+08:00", found "${zone}"` };
  }
  if (year !== undefined && !(Number.isInteger(year) && year >= 1_970 && year <= 9_998)) {
    return { problem: `--year: expected a year such as 2024, found ${year}` };
  }
  return format.open(reading);
};
