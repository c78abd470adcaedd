/** `22 Nov 2026, 09:00 UTC` for an RFC 3339 time: who reads a mail, and where, is not known. */
export function mailTime(at: string): string {
  const text = new Date(at).toLocaleString("en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "UTC",
  });
  return `${text} UTC`;
}
