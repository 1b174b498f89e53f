import fc from "fast-check";

/** Values that stand at the edge of something. */
const edges = [
  "0",
  "-1",
  "1",
  "1e308",
  ".nan",
  ".inf",
  "9007199254740993",
  "null",
  "true",
  '""',
  "[]",
  "{}",
  "~",
  "0 %",
  "100 %",
  "100.0001 %",
  "1e-9 %",
  "0 seconds",
  "1 micros",
  "3653 days",
  "3654 days",
  "PT1S",
  "-5 minutes",
  "young",
  "daly",
  "unlimited",
  "job",
  "sn00/n01/c3",
  "sn*/n*/c*",
  "a node of the job",
  "5 cards of the job",
  "2026-02-30",
  "2026-03-26T00:00:00Z",
  "effectiveThroughput >= 95 %",
  "recoveryTime p99 < 1 micros",
  "1 per day",
  "1e6 per card and day",
  "*a",
  "&a 1",
  "!!binary aGk=",
  "|",
  ">",
  "'",
  '"',
  "[",
  "{",
  "use: ../nowhere",
  "<<",
  "\u0000",
  "\ufeff",
  "💥",
  "__proto__",
  "constructor",
  "toString",
] as const;

/** One change of a text of lines, as somebody who does not mean well would make it. */
type Change =
  | { readonly change: "value"; readonly line: number; readonly value: string }
  | { readonly change: "word"; readonly line: number; readonly word: number; readonly value: string }
  | { readonly change: "remove" | "repeat" | "indent" | "outdent"; readonly line: number; readonly times: number }
  | { readonly change: "swap"; readonly line: number; readonly with: number }
  | { readonly change: "cut"; readonly at: number }
  | { readonly change: "insert"; readonly at: number; readonly text: string };

const nth = fc.nat({ max: 400 });
const edge = fc.constantFrom(...edges);

export const changes: fc.Arbitrary<ReadonlyArray<Change>> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ change: fc.constant("value" as const), line: nth, value: edge }) },
    {
      weight: 4,
      arbitrary: fc.record({ change: fc.constant("word" as const), line: nth, word: fc.nat({ max: 12 }), value: edge }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        change: fc.constantFrom("remove" as const, "repeat" as const, "indent" as const, "outdent" as const),
        line: nth,
        times: fc.constantFrom(1, 2, 40),
      }),
    },
    { weight: 1, arbitrary: fc.record({ change: fc.constant("swap" as const), line: nth, with: nth }) },
    { weight: 1, arbitrary: fc.record({ change: fc.constant("cut" as const), at: fc.nat({ max: 4_000 }) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        change: fc.constant("insert" as const),
        at: fc.nat({ max: 4_000 }),
        text: fc.oneof(edge, fc.string({ unit: "binary", maxLength: 8 })),
      }),
    },
  ),
  { minLength: 1, maxLength: 5 },
);

const withLine = (text: string, line: number, change: (line: string) => ReadonlyArray<string>): string => {
  const lines = text.split("\n");
  const at = line % lines.length;
  return [...lines.slice(0, at), ...change(lines[at] ?? ""), ...lines.slice(at + 1)].join("\n");
};

const apply = (text: string, one: Change): string => {
  switch (one.change) {
    case "value":
      return withLine(text, one.line, (line) => [
        line.replace(/(:\s+|-\s+).*$/, `$1${one.value.replaceAll("$", "$$$$")}`),
      ]);
    case "word":
      return withLine(text, one.line, (line) => {
        const words = line.split(/(\s+|[:,{}[\]])/);
        words[(one.word * 2) % words.length] = one.value;
        return [words.join("")];
      });
    case "remove":
      return withLine(text, one.line, () => []);
    case "repeat":
      return withLine(text, one.line, (line) => Array.from({ length: one.times + 1 }, () => line));
    case "indent":
      return withLine(text, one.line, (line) => [`${"  ".repeat(one.times)}${line}`]);
    case "outdent":
      return withLine(text, one.line, (line) => [line.replace(/^ {1,4}/, "")]);
    case "swap": {
      const lines = text.split("\n");
      const [a, b] = [one.line % lines.length, one.with % lines.length];
      [lines[a], lines[b]] = [lines[b] ?? "", lines[a] ?? ""];
      return lines.join("\n");
    }
    case "cut":
      return text.slice(0, one.at % (text.length + 1));
    case "insert": {
      const at = one.at % (text.length + 1);
      return `${text.slice(0, at)}${one.text}${text.slice(at)}`;
    }
  }
};

export const mutate = (text: string, all: ReadonlyArray<Change>): string => all.reduce(apply, text);
