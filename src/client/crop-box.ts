/**
 * `<crop-box>`: the picture moves under a fixed mask. Three native sliders and a button hold the state, so keyboard,
 * touch and voice all work; dragging, pinching, the wheel and keys over the picture only move the sliders. What is saved
 * are numbers in the form's hidden fields. Expects the markup of `views/components/cropper.tsx`.
 */
import {
  type Crop,
  fitCrop,
  type Frame,
  maxZoom,
  moveBy,
  type Rotation,
  START,
  toCrop,
  toView,
  turn,
  type View,
  zoomTo,
} from "./crop-geometry.ts";
import { listenToKeys } from "./crop-keys.ts";
import { listenToPointers } from "./crop-pointers.ts";
import { drawCrop } from "./draw-crop.ts";
import "./matte-picker.ts";
import { suggestCut } from "./suggest-cut.ts";

const FIELDS = ["x", "y", "width", "height", "rotation"] as const;
const ANNOUNCE_AFTER_MS = 500;

class CropBox extends HTMLElement {
  private frame: Frame = { width: 1, height: 1, aspect: 1 };
  private view: View = START;
  private minWidth = 1;
  private announceTimer = 0;

  connectedCallback(): void {
    const { width, height, aspect, minWidth, crop } = this.dataset;
    this.frame = { width: Number(width), height: Number(height), aspect: Number(aspect) };
    this.minWidth = Number(minWidth);
    // A cut of another shape was made for all platforms; this one begins with what it makes of it.
    if (crop !== undefined) this.view = toView(fitCrop(JSON.parse(crop) as Crop, this.frame), this.frame);
    this.swapControls();
    for (const name of ["zoom", "panX", "panY"])
      this.slider(name)?.addEventListener("input", () => this.readSliders());
    this.button("turn")?.addEventListener("click", () =>
      this.set(turn(this.view, this.frame, this.zoomLimit)),
    );
    this.button("suggest")?.addEventListener("click", () => void this.suggest());
    this.button("reset")?.addEventListener("click", () => this.set(START));
    const stage = this.querySelector<HTMLElement>("[data-part=stage]");
    const mask = this.querySelector<HTMLElement>("[data-part=mask]");
    if (stage !== null && mask !== null) {
      const actions = {
        move: (dx: number, dy: number) => this.set(moveBy(this.view, this.frame, dx, dy)),
        zoom: (factor: number, atX?: number, atY?: number) =>
          this.set(zoomTo(this.view, this.frame, this.limited(this.view.zoom * factor), atX, atY)),
        reset: () => this.set(START),
      };
      listenToPointers(stage, mask, actions);
      listenToKeys(stage, actions);
      // Only with the script is there anything to do here by keyboard.
      stage.tabIndex = 0;
      new ResizeObserver(() => this.draw()).observe(mask);
    }
    this.set(this.view);
  }

  private readonly zoomLimit = (rotation: Rotation): number => maxZoom(this.frame, rotation, this.minWidth);

  private limited(zoom: number): number {
    return Math.min(Math.max(zoom, 1), this.zoomLimit(this.view.rotation));
  }

  /** The choice of nine positions is for browsers without this script. */
  private swapControls(): void {
    for (const part of this.querySelectorAll<HTMLElement>("[data-part=with-script]")) part.hidden = false;
    for (const part of this.querySelectorAll<HTMLFieldSetElement>("[data-part=without-script]")) {
      part.hidden = true;
      part.disabled = true;
    }
    for (const name of FIELDS) {
      const field = this.querySelector<HTMLInputElement>(`input[name=${name}]`);
      if (field !== null) field.disabled = false;
    }
  }

  private readSliders(): void {
    const value = (name: string) => Number(this.slider(name)?.value ?? 0) / 100;
    const zoom = this.limited(value("zoom"));
    const zoomed = zoom === this.view.zoom ? this.view : zoomTo(this.view, this.frame, zoom);
    // A slider that was not touched keeps the exact position, not its rounded copy.
    const pan = (name: "panX" | "panY") =>
      Math.round(this.view[name] * 100) === value(name) * 100 ? zoomed[name] : value(name);
    this.set({ ...zoomed, panX: pan("panX"), panY: pan("panY") });
  }

  private set(view: View): void {
    this.view = { ...view, zoom: Math.min(view.zoom, this.zoomLimit(view.rotation)) };
    const crop = toCrop(this.view, this.frame);
    for (const name of FIELDS) {
      const field = this.querySelector<HTMLInputElement>(`input[name=${name}]`);
      if (field !== null) field.value = name === "rotation" ? String(crop.rotation) : crop[name].toFixed(6);
    }
    this.showSlider("zoom", this.view.zoom, `${Math.round(this.view.zoom * 100)} percent`);
    this.showSlider("panX", this.view.panX, `${Math.round(this.view.panX * 100)} percent from the left`);
    this.showSlider("panY", this.view.panY, `${Math.round(this.view.panY * 100)} percent from the top`);
    this.draw();
    this.announce();
  }

  private async suggest(): Promise<void> {
    const image = this.querySelector<HTMLImageElement>("[data-part=mask] img");
    // Rejects for a picture that cannot be shown; then there is nothing to suggest from.
    if (
      image === null ||
      !(await image.decode().then(
        () => true,
        () => false,
      ))
    )
      return;
    const mask = this.dataset["mask"] === "none" ? "square" : (this.dataset["mask"] as "circle" | "rounded");
    const { frame, minWidth } = this;
    const crop = suggestCut(image, { frame, rotation: this.view.rotation, minWidth, mask });
    if (crop !== null) this.set(toView(crop, frame));
  }

  private showSlider(name: string, value: number, text: string): void {
    const slider = this.slider(name);
    if (slider === null) return;
    if (name === "zoom") {
      slider.max = String(Math.max(101, Math.floor(this.zoomLimit(this.view.rotation) * 100)));
      slider.disabled = this.zoomLimit(this.view.rotation) <= 1;
    }
    slider.value = String(Math.round(value * 100));
    slider.setAttribute("aria-valuetext", text);
  }

  private draw(): void {
    drawCrop(this, toCrop(this.view, this.frame), this.frame);
  }

  private announce(): void {
    clearTimeout(this.announceTimer);
    this.announceTimer = window.setTimeout(() => {
      const output = this.querySelector("output");
      const turned = this.view.rotation === 0 ? "" : `, turned ${this.view.rotation} degrees`;
      if (output !== null) output.textContent = `Zoom ${Math.round(this.view.zoom * 100)} percent${turned}`;
    }, ANNOUNCE_AFTER_MS);
  }

  private slider(name: string): HTMLInputElement | null {
    return this.querySelector(`input[data-control=${name}]`);
  }

  private button(name: string): HTMLButtonElement | null {
    return this.querySelector(`button[data-control=${name}]`);
  }
}

customElements.define("crop-box", CropBox);
