import { textFrames } from "./text-frames.ts";

/** A burst that has become so long is over, so that whoever reads it is looked at again. */
const CHARACTERS_MAX = 64_000;

/**
 * Events that many clients are sent together, in one piece. However many they are, each event costs the same, and the
 * bytes that they leave unread are there once.
 */
export class Burst {
  private readonly texts: Array<string> = [];
  private bytes: Buffer | undefined;
  characters = 0;
  /** Whether it takes no more: what comes next belongs behind something that one of its readers is sent by itself. */
  isOver = false;

  add(text: string): void {
    this.texts.push(text);
    this.characters += text.length;
    if (this.characters >= CHARACTERS_MAX) this.isOver = true;
  }

  /** The burst as it goes over the wire; it is over then. */
  get frames(): Buffer {
    this.isOver = true;
    this.bytes ??= textFrames(this.texts.splice(0));
    return this.bytes;
  }
}
