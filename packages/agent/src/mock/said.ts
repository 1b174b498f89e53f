/** How many events a run may say, and all that are open; and what each may say when the others have said all the rest. */
const EVENTS_MAX = 1_500_000;
const SPACE_MAX = 2_000_000;
const OWN_EVENTS = 200_000;

/** What all runs together have said. */
export class SaidSpace {
  events = 0;
}

/** How much a run has said: what a simulation remembers grows with it, whatever it is that happens. */
export class Said {
  private readonly space: SaidSpace;
  private events = 0;

  constructor(space: SaidSpace) {
    this.space = space;
  }

  add(): void {
    this.events++;
    this.space.events++;
  }

  /** Whether the run should go no further. */
  get isTooMuch(): boolean {
    return this.events > EVENTS_MAX || (this.space.events > SPACE_MAX && this.events > OWN_EVENTS);
  }

  /** The run is gone, and what is remembered of it. */
  end(): void {
    this.space.events -= this.events;
    this.events = 0;
  }
}
