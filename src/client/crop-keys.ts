/** The keyboard over the stage, for as long as it has the focus: arrows move the picture, + and - zoom, 0 starts over. */

interface KeyActions {
  /** `dx` and `dy` are shares of the mask's width and height. */
  readonly move: (dx: number, dy: number) => void;
  /** `factor` multiplies the zoom. */
  readonly zoom: (factor: number) => void;
  readonly reset: () => void;
}

const STEP = 0.01;
const LONG_STEP = 0.05;
const ZOOM_STEP = 1.1;

const ARROWS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function listenToKeys(stage: HTMLElement, actions: KeyActions): void {
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    const step = event.shiftKey ? LONG_STEP : STEP;
    if (arrow !== undefined) actions.move(arrow[0] * step, arrow[1] * step);
    // On many keyboards plus is shift and the key of the equals sign.
    else if (event.key === "+" || event.key === "=") actions.zoom(ZOOM_STEP);
    else if (event.key === "-") actions.zoom(1 / ZOOM_STEP);
    else if (event.key === "0") actions.reset();
    else return;
    event.preventDefault();
  });
}
