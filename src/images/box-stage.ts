import type { LineStage, Span } from "./lanczos-rows.ts";
import type { Lanes } from "./linear-row.ts";

/**
 * Averages squares of `side` × `side` pixels in linear light and hands the smaller lines on. The squares begin at the
 * corner of `rows` × `columns`; the last ones may be cut off, and are the mean of what there is.
 */
export function boxStage(side: number, rows: Span, columns: Span, lanes: Lanes, next: LineStage): LineStage {
  const across = Math.ceil((columns.to - columns.from) / side);
  const sums = new Float64Array(across * lanes);
  const add = lanes === 3 ? addThree : addFour;
  const lastColumns = columns.to - columns.from - (across - 1) * side;
  return {
    rows,
    columns,
    take(row, line) {
      add(sums, line, columns, side);
      const within = (row - rows.from) % side;
      if (within < side - 1 && row + 1 < rows.to) return;
      const share = 1 / ((within + 1) * side);
      const lastShare = 1 / ((within + 1) * lastColumns);
      for (let at = 0; at < sums.length - lanes; at += 1) sums[at] = (sums[at] as number) * share;
      for (let at = sums.length - lanes; at < sums.length; at += 1)
        sums[at] = (sums[at] as number) * lastShare;
      const target = Math.floor((row - rows.from) / side);
      if (target >= next.rows.from && target < next.rows.to) next.take(target, sums);
      sums.fill(0);
    },
  };
}

function addThree(sums: Float64Array, line: Float64Array, columns: Span, side: number): void {
  let at = columns.from * 3;
  const end = columns.to * 3;
  for (let to = 0; to < sums.length; to += 3) {
    let red = sums[to] as number;
    let green = sums[to + 1] as number;
    let blue = sums[to + 2] as number;
    const stop = Math.min(at + side * 3, end);
    for (; at < stop; at += 3) {
      red += line[at] as number;
      green += line[at + 1] as number;
      blue += line[at + 2] as number;
    }
    sums[to] = red;
    sums[to + 1] = green;
    sums[to + 2] = blue;
  }
}

function addFour(sums: Float64Array, line: Float64Array, columns: Span, side: number): void {
  let at = columns.from * 4;
  const end = columns.to * 4;
  for (let to = 0; to < sums.length; to += 4) {
    let red = sums[to] as number;
    let green = sums[to + 1] as number;
    let blue = sums[to + 2] as number;
    let alpha = sums[to + 3] as number;
    const stop = Math.min(at + side * 4, end);
    for (; at < stop; at += 4) {
      red += line[at] as number;
      green += line[at + 1] as number;
      blue += line[at + 2] as number;
      alpha += line[at + 3] as number;
    }
    sums[to] = red;
    sums[to + 1] = green;
    sums[to + 2] = blue;
    sums[to + 3] = alpha;
  }
}
