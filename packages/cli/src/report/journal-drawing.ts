import { JournalPainter, type JournalPicture, type PictureEnd } from "@ordeal/dashboard";
import type { JournalLine } from "@ordeal/engine";
import { type AnyEvent, humanDuration } from "@ordeal/model";

/** Draws a journal line by line, as it is written or read. */
export class JournalDrawing {
  private title = "";
  private painter: JournalPainter | undefined;

  hear = (line: JournalLine): void => {
    if ("type" in line) this.see(line as AnyEvent);
    else if ("engine" in line) this.painter?.note({ atUs: line.atUs, text: noteText(line.engine, line.data) });
    else if ("title" in line) this.title = line.title;
  };

  /** What was drawn, of a journal that ended so; `undefined` where the run never began. */
  end(ending: PictureEnd): JournalPicture | undefined {
    return this.painter?.end(ending);
  }

  private see(event: AnyEvent): void {
    if (event.type === "run.started") this.painter = new JournalPainter(this.title, event.data);
    else this.painter?.see(event);
  }
}

const noteText = (what: string, data: Readonly<Record<string, unknown>>): string => {
  const said = Object.entries(data).map(([name, value]) => {
    if (typeof value === "number" && name.endsWith("Us")) return `${name.slice(0, -2)} ${humanDuration(value)}`;
    return `${name} ${Array.isArray(value) ? value.slice(0, 20).join(", ") : String(value)}`;
  });
  return [what, ...said].join(": ").slice(0, 500);
};
