/** Traces and logs that other programs wrote, read into incident timelines. */
export {};
