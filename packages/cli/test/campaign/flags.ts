/** Flags of a campaign that says all in one document and judges nothing, with one worker; the rest is each test's own. */
export const flags = {
  until: undefined,
  set: [],
  workers: 1,
  shard: undefined,
  emit: undefined,
  junit: undefined,
  markdown: undefined,
  json: true,
  verdict: false,
} as const;
