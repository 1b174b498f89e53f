/** A run went through more changes of its cluster than it was allowed to. */
export class TooManyEvents extends Error {
  readonly eventsMax: number;
  readonly atUs: number;

  constructor(eventsMax: number, atUs: number) {
    super(`the run went through ${eventsMax} events, and is at ${atUs} µs`);
    this.name = "TooManyEvents";
    this.eventsMax = eventsMax;
    this.atUs = atUs;
  }
}
