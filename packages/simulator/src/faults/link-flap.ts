import type { Fault, FaultBehaviour, FaultContext } from "../fault/fault.ts";
import { type Entry, Priority } from "../kernel/queue.ts";
import { flapStopsJob } from "./cut-chance.ts";
import { cutAgain, loseLinks, restoreLinks } from "./link.ts";

/** `link.flap` {up, down}: the link is down for `down`, up for `up`, and so on until the fault is over. It begins down. */
export const linkFlap: FaultBehaviour = {
  stopsJob: flapStopsJob,
  strike: (context, fault) => new Flaps(context, fault).goDown(),
  heal: restoreLinks,
  reapply: cutAgain,
  reappliesCut: true,
};

/** The flaps of one fault: in the queue it stands for the next time that its links come back, or are lost again. */
class Flaps implements Entry {
  private readonly context: FaultContext;
  private readonly fault: Fault;
  private isDown = false;
  atUs = 0;
  priority: Priority = Priority.heal;

  constructor(context: FaultContext, fault: Fault) {
    this.context = context;
    this.fault = fault;
  }

  get id(): string {
    return `${this.fault.id} ${this.isDown ? "up" : "down"}`;
  }

  happen(): void {
    if (!this.fault.isActive) return;
    if (this.isDown) this.goUp();
    else this.goDown();
  }

  goDown(): void {
    loseLinks(this.context, this.fault);
    this.isDown = true;
    this.next(this.fault.parameters.down ?? 1, Priority.heal);
  }

  private goUp(): void {
    restoreLinks(this.context, this.fault);
    this.isDown = false;
    this.next(this.fault.parameters.up ?? 1, Priority.fault);
  }

  private next(afterUs: number, priority: Priority): void {
    const { clock } = this.context.site;
    this.atUs = clock.nowUs + afterUs;
    this.priority = priority;
    clock.queue.push(this);
  }
}
