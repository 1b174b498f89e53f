/** Where something was written: a file as people see it, or a flag of the command line; lines and columns from 1. */
export interface SourcePosition {
  readonly source: string;
  readonly line?: number;
  readonly column?: number;
}

/** `experiment.yaml:3:12`, the form that editors and terminals jump to. */
export const printSourcePosition = ({ source, line, column }: SourcePosition): string =>
  line === undefined ? source : `${source}:${line}:${column ?? 1}`;
