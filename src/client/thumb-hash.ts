/**
 * `<thumb-hash data-hash>`: a blurred stand-in for a picture that is still on its way, drawn from some 25 bytes (ThumbHash,
 * evanw.github.io/thumbhash). It lies behind the picture and goes when that is there.
 */
import { thumbHashToRGBA } from "thumbhash";

class ThumbHash extends HTMLElement {
  connectedCallback(): void {
    const picture = this.parentElement?.querySelector("img") ?? null;
    if (picture?.complete === true && picture.naturalWidth > 0) return;
    const hash = Uint8Array.from(atob(this.dataset["hash"] ?? ""), (character) => character.charCodeAt(0));
    const { w: width, h: height, rgba } = thumbHashToRGBA(hash);
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    canvas.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(rgba), width, height), 0, 0);
    this.replaceChildren(canvas);
    picture?.addEventListener("load", () => this.remove(), { once: true });
  }
}

customElements.define("thumb-hash", ThumbHash);
