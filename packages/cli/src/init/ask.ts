import { createInterface } from "node:readline/promises";
import { type Answers, isSaidByPreset, type Question, questions } from "./answers.ts";

/** What flags said; the rest is asked, or taken as the question says. */
export type Given = Readonly<Partial<Record<keyof Answers, string>>>;
export type Texts = Readonly<Record<keyof Answers, string>>;

/** What is wrong with what flags said, a line each. */
export const problemsOf = (given: Given): ReadonlyArray<string> =>
  questions.flatMap(({ name, flag, problemOf }) => {
    const answer = given[name];
    const problem = answer === undefined ? undefined : problemOf(answer);
    if (problem !== undefined) return [`${flag} ${problem}, found "${answer}"`];
    return answer !== undefined && isSaidByPreset(name, given.preset)
      ? [`${flag} is said by --preset ${given.preset} already: leave one of them out`]
      : [];
  });

/** What nobody said is taken as its question says. */
export const withDefaults = (given: Given): Texts =>
  Object.fromEntries(questions.map(({ name, fallback }) => [name, given[name] ?? fallback])) as Texts;

/** The questions that flags left open. */
export const openQuestions = (given: Given): ReadonlyArray<Question> =>
  questions.filter(({ name }) => given[name] === undefined && !isSaidByPreset(name, given.preset));

/**
 * Asks what flags left open, on a terminal; an empty answer takes what is offered. Rejects when it is aborted, or when
 * the person ends the input (Ctrl-C, Ctrl-D) before the last answer.
 */
export const askPerson = async (
  given: Given,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): Promise<Texts> => {
  const answers: Partial<Record<keyof Answers, string>> = { ...given };
  const terminal = createInterface({ input, output });
  const isOver = Promise.withResolvers<never>();
  terminal.once("close", () => isOver.reject(new Error("the input ended")));
  // Nobody may be waiting for it.
  isOver.promise.catch(() => {});
  try {
    for (const { name, asks, fallback, problemOf } of openQuestions(given)) {
      if (isSaidByPreset(name, answers.preset)) continue;
      for (;;) {
        const asked = terminal.question(`${asks} [${fallback}]: `, { signal });
        const answer = (await Promise.race([asked, isOver.promise])).trim() || fallback;
        const problem = problemOf(answer);
        answers[name] = answer;
        if (problem === undefined) break;
        output.write(`  ${problem}\n`);
      }
    }
  } finally {
    terminal.close();
  }
  return withDefaults(answers);
};
