import { XMLBuilder } from "fast-xml-parser";

/** Why a case did not pass. */
export interface JunitReason {
  readonly type: string;
  readonly message: string;
  readonly text?: string;
}

/** One test case of JUnit's XML. */
export interface JunitCase {
  readonly classname: string;
  readonly name: string;
  readonly file: string;
  readonly seconds: number;
  /** What was tested failed. */
  readonly failure?: JunitReason | undefined;
  /** Nobody can tell whether it did. */
  readonly error?: JunitReason | undefined;
  readonly out: string;
}

/** Test cases as JUnit's XML, in one suite. */
export const junitXml = (suite: string, cases: ReadonlyArray<JunitCase>): string => {
  const counts = {
    "@tests": cases.length,
    "@failures": cases.filter(({ failure }) => failure !== undefined).length,
    "@errors": cases.filter(({ error }) => error !== undefined).length,
    "@time": cases.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3),
  };
  return new XMLBuilder({
    attributeNamePrefix: "@",
    textNodeName: "text",
    ignoreAttributes: false,
    format: true,
  }).build({
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    testsuites: { ...counts, testsuite: { "@name": suite, ...counts, testcase: cases.map(caseOf) } },
  });
};

const caseOf = ({ classname, name, file, seconds, failure, error, out }: JunitCase) => ({
  "@classname": classname,
  "@name": name,
  "@file": file,
  "@time": seconds.toFixed(3),
  ...(failure === undefined ? {} : { failure: reasonOf(failure) }),
  ...(error === undefined ? {} : { error: reasonOf(error) }),
  "system-out": out,
});

const reasonOf = ({ type, message, text }: JunitReason) => ({
  "@type": type,
  "@message": message,
  ...(text === undefined ? {} : { text }),
});
