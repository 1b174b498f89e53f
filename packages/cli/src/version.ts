/** The version that `--version`, journals and result documents carry. */
export const version = "0.1.0";
