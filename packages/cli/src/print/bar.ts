const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;

/** A horizontal bar of `share` of `width` cells, in eighths of a cell; anything above zero shows. */
export const bar = (share: number, width: number): string => {
  const parts = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  const visible = share > 0 ? Math.max(1, parts) : 0;
  return "█".repeat(Math.floor(visible / 8)) + (eighths[visible % 8] ?? "");
};
