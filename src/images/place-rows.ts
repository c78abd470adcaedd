import type { RowFormat, RowSink } from "./rows.ts";

interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Puts the RGBA rows of a frame where they belong on a see-through canvas. `end` sends what is below the frame. The frame
 * must lie within the canvas.
 */
export function placeRows(
  canvas: { readonly width: number; readonly height: number },
  frame: Place,
  begin: (format: RowFormat) => RowSink,
): { readonly row: RowSink; readonly end: () => void } {
  const sink = begin({ channels: 4, opaque: false, width: canvas.width, height: canvas.height });
  const line = new Uint8Array(canvas.width * 4);
  let next = 0;
  const sendTo = (end: number) => {
    for (; next < end; next += 1) sink(next, line);
  };
  sendTo(frame.top);
  return {
    row(row, bytes) {
      line.set(bytes, frame.left * 4);
      sendTo(frame.top + row + 1);
    },
    end() {
      line.fill(0);
      sendTo(canvas.height);
    },
  };
}
