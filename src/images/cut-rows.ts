import { boxStage } from "./box-stage.ts";
import { type Canvas, lanczosStage, type LineStage } from "./lanczos-rows.ts";
import { lanesOf, lineariser } from "./linear-row.ts";
import type { RowFormat, RowSink } from "./rows.ts";
import type { Rect } from "./turn.ts";

/** One piece to cut out of a picture, and the size to give it. */
export interface CutPlan {
  /** In pixels of the picture the rows come from; may begin and end inside a pixel. */
  readonly rect: Rect;
  /** As stored, before it is laid down. */
  readonly width: number;
  readonly height: number;
  readonly out: Canvas;
}

/**
 * From this many source pixels a target pixel on, squares are averaged first so that Lanczos still works on four or more.
 * It then costs a fraction; on photographs no byte differs by more than 5. From 4 on it would be up to 43.
 */
const AVERAGE_FROM = 8;

/** Takes the rows of a picture once, from the top, and cuts every piece out of them. Linear light, alpha premultiplied. */
export function cutRows(format: RowFormat, plans: readonly CutPlan[], averageFrom = AVERAGE_FROM): RowSink {
  const stages = plans.map((plan) => stageFor(format, plan, averageFrom));
  const linearise = lineariser(format);
  const line = new Float64Array(format.width * lanesOf(format));
  const from = Math.min(...stages.map(({ columns }) => columns.from));
  const to = Math.max(...stages.map(({ columns }) => columns.to));
  return (row, bytes) => {
    const takers = stages.filter(({ rows }) => row >= rows.from && row < rows.to);
    if (takers.length === 0) return;
    linearise(bytes, line, from, to);
    for (const stage of takers) stage.take(row, line);
  };
}

function stageFor(format: RowFormat, { rect, width, height, out }: CutPlan, averageFrom: number): LineStage {
  const lanes = lanesOf(format);
  const scale = Math.min(rect.width / width, rect.height / height);
  if (scale < averageFrom) return lanczosStage({ rect, source: format, width, height, lanes, out });
  const side = Math.floor(scale / (averageFrom / 2));
  const columns = coveredBy(rect.x, rect.width, format.width);
  const rows = coveredBy(rect.y, rect.height, format.height);
  const smaller = {
    rect: {
      x: (rect.x - columns.from) / side,
      y: (rect.y - rows.from) / side,
      width: rect.width / side,
      height: rect.height / side,
    },
    source: {
      width: Math.ceil((columns.to - columns.from) / side),
      height: Math.ceil((rows.to - rows.from) / side),
    },
  };
  return boxStage(side, rows, columns, lanes, lanczosStage({ ...smaller, width, height, lanes, out }));
}

/** The whole pixels a stretch touches. */
function coveredBy(start: number, length: number, limit: number): { from: number; to: number } {
  return {
    from: Math.max(0, Math.floor(start + 1e-6)),
    to: Math.min(limit, Math.ceil(start + length - 1e-6)),
  };
}
