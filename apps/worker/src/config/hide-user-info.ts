/** Takes user and password out of the URLs of a text; its columns stay as they are. */
export function hideUserInfo(text: string): string {
  return text.replaceAll(/(\/\/)([^/\s"'@]+)@/g, (_, slashes: string, userInfo: string) => {
    return `${slashes}${"*".repeat(userInfo.length)}@`;
  });
}
