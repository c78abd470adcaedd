/** A rendered page with the doctype in front, which JSX cannot express. Pages have no asynchronous parts. */
export function renderDocument(page: { toString(): string }): string {
  return `<!DOCTYPE html>${page.toString()}`;
}
