import { type Condition, isSo, type Look } from "@ordeal/model";

/** A condition over the looks at a run: with "for", it is so only once it has been so at every look for that long. */
export class Lasting {
  readonly condition: Condition;
  private sinceUs: number | undefined;
  /** Whether nobody could see at the last look whether it was so. */
  isUnseen = false;

  constructor(condition: Condition) {
    this.condition = condition;
  }

  /** Whether it is so now. What cannot be seen yet is not so. */
  look(look: Look): boolean {
    const { atUs } = look.now;
    const now = isSo(this.condition, look);
    this.isUnseen = now === null;
    if (now !== true) this.sinceUs = undefined;
    else this.sinceUs ??= atUs;
    return this.sinceUs !== undefined && atUs - this.sinceUs >= this.condition.forUs;
  }
}
