/** Dragging, pinching and the wheel over the stage, told in units of the mask. */

interface PointerActions {
  /** `dx` and `dy` are shares of the mask's width and height. */
  readonly move: (dx: number, dy: number) => void;
  /** `factor` multiplies the zoom; (`atX`, `atY`) is the point to keep, in shares of the mask. */
  readonly zoom: (factor: number, atX: number, atY: number) => void;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** One notch of a mouse wheel is about 100 px: a tenth more or less. */
const WHEEL_STEP = 0.001;

export function listenToPointers(stage: HTMLElement, mask: HTMLElement, actions: PointerActions): void {
  const pointers = new Map<number, Point>();

  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    stage.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    stage.dataset["moving"] = "";
    event.preventDefault();
  });

  stage.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const box = mask.getBoundingClientRect();
    const now = { x: event.clientX, y: event.clientY };
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, now);
    // With two fingers each moves half of the picture.
    const share = other === undefined ? 1 : 0.5;
    actions.move((share * (now.x - before.x)) / box.width, (share * (now.y - before.y)) / box.height);
    if (other !== undefined) {
      const factor = distance(now, other) / Math.max(1, distance(before, other));
      actions.zoom(
        factor,
        ((now.x + other.x) / 2 - box.x) / box.width,
        ((now.y + other.y) / 2 - box.y) / box.height,
      );
    }
  });

  for (const end of ["pointerup", "pointercancel"] as const) {
    stage.addEventListener(end, (event) => {
      pointers.delete(event.pointerId);
      if (pointers.size === 0) delete stage.dataset["moving"];
    });
  }

  stage.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const box = mask.getBoundingClientRect();
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 33 : event.deltaY;
      const factor = Math.exp(-pixels * WHEEL_STEP);
      actions.zoom(factor, (event.clientX - box.x) / box.width, (event.clientY - box.y) / box.height);
    },
    { passive: false },
  );
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
