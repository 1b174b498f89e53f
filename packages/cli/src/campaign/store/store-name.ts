/** Where a store is, without the password. */
export const storeName = (url: string): string => {
  try {
    const { protocol, username, host, pathname } = new URL(url);
    return `${protocol}//${username === "" ? "" : `${username}@`}${host}${pathname}`;
  } catch {
    return url;
  }
};
