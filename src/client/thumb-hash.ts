/**
 * `<thumb-hash data-hash>`: a blurred stand-in for a picture that is still on its way, drawn from some 25 bytes (ThumbHash,
 * evanw.github.io/thumbhash). It lies behind the picture and goes when that is there.
 */
import { thumbHashPixels } from "./thumb-hash-pixels.ts";

class ThumbHash extends HTMLElement {
  connectedCallback(): void {
    const picture = this.parentElement?.querySelector("img") ?? null;
    if (picture?.complete === true && picture.naturalWidth > 0) return;
    const pixels = thumbHashPixels(this.dataset["hash"] ?? "");
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d");
    if (pixels === null || context === null) return;
    canvas.width = pixels.width;
    canvas.height = pixels.height;
    context.putImageData(new ImageData(pixels.data, pixels.width, pixels.height), 0, 0);
    this.replaceChildren(canvas);
    picture?.addEventListener("load", () => this.remove(), { once: true });
  }
}

customElements.define("thumb-hash", ThumbHash);
