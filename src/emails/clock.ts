/** `22 Nov 2026, 09:00 UTC`, from RFC 3339: a mail does not know where its reader is. */
export function clock(at: string): string {
  const text = new Date(at).toLocaleString("en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "UTC",
  });
  return `${text} UTC`;
}
