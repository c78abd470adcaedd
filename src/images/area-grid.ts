import type { Pixels } from "./pixels.ts";
import type { RowSink } from "./rows.ts";

interface AreaGrid {
  /** Takes the next row, from the top. */
  readonly row: RowSink;
  /** Mean red, green and blue of each part, three numbers a cell, 0..255, once all rows were taken. */
  readonly means: () => Float64Array;
}

/**
 * Mean red, green and blue of `cells` × `cells` equal parts of the picture, on white, three numbers a cell, 0..255.
 * A pixel on a border counts for each side by its share, so the means hardly change when the picture is resized.
 */
export function createAreaGrid({ channels, width, height }: Omit<Pixels, "data">, cells: number): AreaGrid {
  const columns = shares(width, cells);
  const rows = shares(height, cells);
  const grid = new Float64Array(cells * cells * 3);
  const line = new Float64Array(cells * 3);
  return {
    row(y, bytes) {
      line.fill(0);
      for (let x = 0, at = 0; x < width; x += 1, at += channels) {
        const alpha = channels === 4 ? (bytes[at + 3] as number) / 255 : 1;
        const white = 255 * (1 - alpha);
        const red = (bytes[at] as number) * alpha + white;
        const green = (bytes[at + 1] as number) * alpha + white;
        const blue = (bytes[at + 2] as number) * alpha + white;
        const cell = (columns.cell[x] as number) * 3;
        const share = columns.share[x] as number;
        line[cell] = (line[cell] as number) + red * share;
        line[cell + 1] = (line[cell + 1] as number) + green * share;
        line[cell + 2] = (line[cell + 2] as number) + blue * share;
        if (share === 1 || cell + 3 === line.length) continue;
        line[cell + 3] = (line[cell + 3] as number) + red * (1 - share);
        line[cell + 4] = (line[cell + 4] as number) + green * (1 - share);
        line[cell + 5] = (line[cell + 5] as number) + blue * (1 - share);
      }
      const row = rows.cell[y] as number;
      const share = rows.share[y] as number;
      for (let index = 0; index < line.length; index += 1) {
        const at = row * line.length + index;
        const value = line[index] as number;
        grid[at] = (grid[at] as number) + value * share;
        if (share < 1 && row + 1 < cells)
          grid[at + line.length] = (grid[at + line.length] as number) + value * (1 - share);
      }
    },
    means() {
      const pixelsPerCell = (width * height) / (cells * cells);
      return grid.map((sum) => sum / pixelsPerCell);
    },
  };
}

/** For each pixel of a side: the cell it begins in, and which share of it lies there (the rest is in the next cell). */
function shares(side: number, cells: number): { cell: Int32Array; share: Float64Array } {
  const cell = new Int32Array(side);
  const share = new Float64Array(side);
  for (let at = 0; at < side; at += 1) {
    const index = Math.floor((at * cells) / side);
    const end = ((index + 1) * side) / cells;
    cell[at] = index;
    share[at] = Math.min(1, end - at);
  }
  return { cell, share };
}
