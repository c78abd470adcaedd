/**
 * Undoes a PNG row filter in place (W3C PNG, 9.2). `previous` is the row above, all zero for the first; `step` is the
 * number of bytes a whole pixel has, at least 1. Throws for a filter that does not exist.
 */
export function unfilter(filter: number, row: Uint8Array, previous: Uint8Array, step: number): void {
  switch (filter) {
    case 0:
      return;
    case 1:
      return addLeft(row, step);
    case 2:
      return addAbove(row, previous);
    case 3:
      return addMean(row, previous, step);
    case 4:
      return addNearest(row, previous, step);
    default:
      throw new RangeError(`there is no row filter ${filter}`);
  }
}

function addLeft(row: Uint8Array, step: number): void {
  for (let at = step; at < row.length; at += 1) row[at] = (row[at] as number) + (row[at - step] as number);
}

function addAbove(row: Uint8Array, previous: Uint8Array): void {
  for (let at = 0; at < row.length; at += 1) row[at] = (row[at] as number) + (previous[at] as number);
}

function addMean(row: Uint8Array, previous: Uint8Array, step: number): void {
  for (let at = 0; at < step; at += 1) row[at] = (row[at] as number) + ((previous[at] as number) >> 1);
  for (let at = step; at < row.length; at += 1) {
    row[at] = (row[at] as number) + (((row[at - step] as number) + (previous[at] as number)) >> 1);
  }
}

/** Paeth: whichever of left, above and upper left is nearest to left + above - upper left; ties in that order. */
function addNearest(row: Uint8Array, previous: Uint8Array, step: number): void {
  for (let at = 0; at < step; at += 1) row[at] = (row[at] as number) + (previous[at] as number);
  for (let at = step; at < row.length; at += 1) {
    const left = row[at - step] as number;
    const above = previous[at] as number;
    const corner = previous[at - step] as number;
    const toLeft = Math.abs(above - corner);
    const toAbove = Math.abs(left - corner);
    const toCorner = Math.abs(left + above - corner - corner);
    const nearest = toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    row[at] = (row[at] as number) + nearest;
  }
}
