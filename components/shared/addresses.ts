/** A text whose addresses do not show a password: `ssh://user:***@host`. */
export function withoutPassword(text: string): string {
  return text.replace(/(\/\/[^\s/:@"']*:)[^\s"']+(?=@)/g, "$1***");
}
