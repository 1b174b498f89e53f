/**
 * The machines that people have, by their names among the fixtures: every figure of one is there, with its source or
 * `assumed`. An experiment takes one with `cluster: { use: clusters/NAME, nodes: … }`.
 */
export const presets = [
  "dgx-h100",
  "dgx-h200",
  "gb200-nvl72",
  "mi300x",
  "tpu-v5p",
  "cloudmatrix-384",
  "atlas-900-a3",
] as const;
export type PresetName = (typeof presets)[number];

/** The preset that somebody means: by its name, or by a part that no other has (`h100`). */
export const presetOf = (written: string): PresetName | undefined => {
  const name = written.trim().toLowerCase();
  const [found, ...others] = presets.filter((preset) => preset === name || (name.length > 2 && preset.includes(name)));
  return others.length === 0 ? found : undefined;
};

/** As `use` names it. */
export const useOfPreset = (name: PresetName): string => `clusters/${name}`;
