const units = [
  ["d", 86_400_000_000],
  ["h", 3_600_000_000],
  ["min", 60_000_000],
  ["s", 1_000_000],
] as const;

/** Microseconds as a person says them, in the two largest units that matter: `2 h 13 min`, `30 days`, `51 s`, `1.5 s`, `150 ms`. */
export const humanDuration = (us: number): string => {
  if (us < 0) return `−${humanDuration(-us)}`;
  if (us < 1_000) return us === 0 ? "0 s" : `${Math.round(us)} µs`;
  if (us < 999_500) return `${Math.round(us / 1_000)} ms`;
  if (us < 9_950_000) return `${Number((us / 1_000_000).toFixed(1))} s`;
  const index = Math.max(
    0,
    units.findIndex(([, size]) => us >= size),
  );
  const [name, size] = units[index] ?? units[3];
  const [nextName, nextSize] = units[index + 1] ?? ["", size];
  const parts = Math.round(us / nextSize);
  const larger = units[index - 1];
  if (larger !== undefined && parts * nextSize >= larger[1]) return humanDuration(parts * nextSize);
  if (nextName === "") return `${parts} ${name}`;
  const whole = Math.floor((parts * nextSize) / size);
  const rest = parts - (whole * size) / nextSize;
  if (rest === 0 && name === "d") return whole === 1 ? "1 day" : `${whole} days`;
  return rest === 0 ? `${whole} ${name}` : `${whole} ${name} ${rest} ${nextName}`;
};

/** An instant of a run as a person says it, counting days from 1: `day 12, 03:14`. */
export const humanInstant = (us: number): string => {
  const minutes = Math.floor(us / 60_000_000);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `day ${Math.floor(minutes / 1_440) + 1}, ${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
};
