/** What two spellings of one address have in common; the unique key of an account. */
export function emailKey(email: string): string {
  return email.normalize("NFC").toLowerCase();
}
