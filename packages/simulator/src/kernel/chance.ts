import { type Stream, type Streams, streamOf, streamsOf } from "./random.ts";

/** What goes on from another seed when a run is given one. */
type Reseed = (seed: number) => void;

/**
 * The chance of one run: streams by name, all from one seed. A run that is given another seed on its way keeps what was
 * drawn so far, and draws everything to come from the same names of that seed.
 */
export class Chance {
  private readonly firstSeed: number;
  private seed: number;
  private readonly lasting: Array<Reseed> = [];
  private readonly redraws: Array<() => void> = [];
  /** How often it was given another seed: streams that were made before are stale. */
  epoch = 0;

  constructor(seed: number) {
    this.firstSeed = seed;
    this.seed = seed;
  }

  /** The stream of a name, for what the cluster is like, not what happens to it: no other seed changes it. */
  fixedStream(name: string): Stream {
    return streamOf(this.firstSeed, name);
  }

  /** The stream of a name, from its beginning at each call: for what draws once, or keeps it for this epoch only. */
  stream(name: string): Stream {
    return streamOf(this.seed, name);
  }

  /** The stream of a name, for what draws from it as long as the run goes on. */
  lastingStream(name: string): Stream {
    const stream = streamOf(this.seed, name);
    this.lasting.push((seed) => stream.goOnAs(streamOf(seed, name)));
    return stream;
  }

  /** The numbered streams of a name, for what makes one of them after another as long as the run goes on. */
  lastingStreams(name: string): Streams {
    const streams = streamsOf(this.seed, name);
    this.lasting.push((seed) => streams.reseed(seed, name));
    return streams;
  }

  /** Draws from another seed from now on. */
  reseed(seed: number): void {
    this.seed = seed;
    this.epoch++;
    for (const reseed of this.lasting) reseed(seed);
  }

  /** Hears when what was drawn without a memory is to be drawn anew. */
  onRedraw(redraw: () => void): void {
    this.redraws.push(redraw);
  }

  /** Draws anew what has no memory, from the streams as they are now. */
  redraw(): void {
    for (const redraw of this.redraws) redraw();
  }
}
