/** True for a URL with a user name or a password in it: such a URL must not be shown. */
export function hasUserInfo(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.username !== "" || url.password !== "");
}
