/** Names of one thing whose capitals would part them. */
const oneWord = /NVLink|NVSwitch|InfiniBand|RoCE|PCIe|BeeGFS/g;
/** Words that mean one thing together. */
const together: ReadonlyArray<readonly [RegExp, string]> = [
  [/\bnot ready\b|\bun ?ready\b/g, "notready"],
  [/\bun (?=reachable\b|available\b|healthy\b|correctable\b)/g, "un"],
  [/\bk 8 s\b/g, "kubernetes"],
  [/\b(?:kube|kubernetes) ?api(?: ?server)?\b|\bapi server\b/g, "apiserver"],
  [/\bslurm ctld\b/g, "slurmctld"],
  [/\bnfs server\b/g, "nfs"],
  [/\bslow down\b/g, "slowdown"],
  [/\boff line\b/g, "offline"],
  [/\bnv link\b/g, "nvlink"],
  [/\b(nvlink|hccs) (?:links?|ports?|lanes?)\b/g, "$1"],
  [/\binfini band\b/g, "infiniband"],
  [/\bover (?=heat|temp)/g, "over"],
  [/\b3 fs\b/g, "3fs"],
];

/** Names are read up to this length: nobody gives an alert a longer one. */
const NAME_LENGTH_MAX = 500;

/**
 * The words of a name, in small letters and without a plural's s: of `GpuXidErrors`, `gpu_xid_error`, `gpu-xid-error` and
 * `gpu.xid.error` alike. Capitals, digits and signs part words; `NVLinkDown` is `nvlink` and `down`.
 */
export const wordsOf = (name: string): ReadonlyArray<string> => {
  const parted = name
    .slice(0, NAME_LENGTH_MAX)
    .replace(oneWord, (one) => ` ${one.charAt(0)}${one.slice(1).toLowerCase()} `)
    .replace(/(?<=[A-Z]{2})s(?=$|[^a-z])/g, "")
    .replace(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, " ")
    .replace(/(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])/g, " ")
    .replace(/[^A-Za-z\d]+/g, " ")
    .toLowerCase()
    .trim();
  const whole = together.reduce((text, [apart, one]) => text.replace(apart, one), parted);
  return whole === "" ? [] : whole.split(" ").map(singular);
};

/** Words that end in s without being many of something. */
const notMany = /^(?:gpfs|beegfs|hccs|kubernetes|.{1,3})$|(?:ss|us|is|os|as)$/;
const many = /^(?:[gnx]pu|[cp]du|hca)s$/;

const singular = (word: string): string => {
  if (!word.endsWith("s") || (notMany.test(word) && !many.test(word))) return word;
  return word.replace(/(?<=ch|sh|x|s)es$|s$/, "");
};
