/**
 * The floor: what a run costs when it is nothing but a loop over its failures. Each is drawn from an exponential law, the
 * saves until then are counted, half an interval is lost, and a repair time is drawn.
 */
export const closedFormRun = (
  seed: number,
  { mtbfSeconds, wallSeconds, stepSeconds, saveSeconds, backSeconds }: Run,
) => {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  const uniform = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 4_294_967_296;
  };
  let now = 0;
  let productive = 0;
  let repairs = 0;
  for (;;) {
    const gap = -Math.log(uniform()) * mtbfSeconds;
    const up = Math.min(gap, wallSeconds - now);
    productive += Math.floor(up / (stepSeconds + saveSeconds)) * stepSeconds;
    repairs += Math.exp(Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()));
    now += gap + backSeconds;
    if (now >= wallSeconds) return productive / wallSeconds + repairs * 1e-18;
  }
};

interface Run {
  readonly mtbfSeconds: number;
  readonly wallSeconds: number;
  readonly stepSeconds: number;
  readonly saveSeconds: number;
  readonly backSeconds: number;
}
