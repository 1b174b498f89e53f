/** What is done to a run from outside, and when; `undefined` for what is done before it starts. */
interface Intervention<Run> {
  readonly atUs: number | undefined;
  readonly repeat: (run: Run) => void;
}

/** What somebody outside did to a run, in order. With its scenario and its seed that makes the run. */
export class Interventions<Run extends { readonly advance: (untilUs: number) => boolean }> {
  private readonly list: Array<Intervention<Run>> = [];

  note(atUs: number | undefined, repeat: (run: Run) => void): void {
    this.list.push({ atUs, repeat });
  }

  /** Does all of it to another run of the same scenario and seed, which has not started. */
  repeatOn(run: Run): void {
    for (const { atUs, repeat } of this.list) {
      if (atUs !== undefined) run.advance(atUs);
      repeat(run);
    }
  }
}
