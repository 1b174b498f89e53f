/** Text for a file in which `${NAME}` is a variable of the environment: what says `${` itself is written `$${`. */
export const escapeVariables = (text: string): string => text.replaceAll("${", () => "$${");
