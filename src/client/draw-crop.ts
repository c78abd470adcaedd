/** Puts the whole picture behind every window of the page so that each shows the piece that applies there. */
import { type Crop, fitCrop, type Frame, pixelsWide, placement } from "./crop-geometry.ts";

/**
 * `crop` is the one being edited. A window with a crop of its own (`data-crop`) keeps it, and one of another shape
 * (`data-aspect`) shows what its platform makes of it. Says where a platform wants more pixels than there are.
 */
export function drawCrop(root: HTMLElement, crop: Crop, frame: Frame): void {
  for (const image of root.querySelectorAll<HTMLElement>("[data-part=crop-image]")) {
    const window = image.closest<HTMLElement>("[data-part=mask], [data-part=preview]");
    if (window === null || window.clientWidth === 0) continue;
    const { aspect, crop: own } = window.dataset;
    const shaped = aspect === undefined ? frame : { ...frame, aspect: Number(aspect) };
    const seen = fitCrop(own === undefined ? crop : (JSON.parse(own) as Crop), shaped);
    const place = placement(seen, shaped, window.clientWidth);
    image.style.width = `${frame.width}px`;
    image.style.transform = `translate(${place.x}px, ${place.y}px) rotate(${seen.rotation}deg) scale(${place.scale})`;
    const note = window.closest("li")?.querySelector<HTMLElement>("[data-needs-width]");
    if (note) note.hidden = pixelsWide(seen, shaped) >= Number(note.dataset["needsWidth"]);
  }
}
