/** What a run can be exported as. */
export const exportFormats = {
  perfetto: "JSON of the Trace Event Format, which ui.perfetto.dev and chrome://tracing open",
  otlp: "OpenTelemetry spans and metrics: to a collector, or as lines of OTLP JSON",
  chaostoolkit: "a journal of Chaos Toolkit",
} as const;

export type ExportFormat = keyof typeof exportFormats;
export const exportFormatNames = Object.keys(exportFormats) as ReadonlyArray<ExportFormat>;
export const isExportFormat = (name: string): name is ExportFormat => Object.hasOwn(exportFormats, name);
