/** Proposes a cut of the picture as it is turned now, from a small copy of it; nothing leaves the browser. */
import { measureSalience } from "../images/saliency/measure-salience.ts";
import { suggestCrop } from "../images/saliency/suggest-crop.ts";
import { type Crop, type Frame, type Rotation, turnedSize } from "./crop-geometry.ts";

/** Longest side of the copy, in pixels. */
const COPY_SIDE = 128;

interface Wish {
  readonly frame: Frame;
  readonly rotation: Rotation;
  /** Fewest pixels of the picture the cut may be wide. */
  readonly minWidth: number;
  readonly mask: "circle" | "rounded" | "square";
}

/** Null when the browser will not draw the picture. */
export function suggestCut(image: HTMLImageElement, { frame, rotation, minWidth, mask }: Wish): Crop | null {
  const turned = turnedSize(frame, rotation);
  const scale = COPY_SIDE / Math.max(turned.width, turned.height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(turned.width * scale));
  canvas.height = Math.max(1, Math.round(turned.height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return null;
  context.imageSmoothingQuality = "high";
  context.translate(canvas.width / 2, canvas.height / 2);
  context.rotate((rotation * Math.PI) / 180);
  const [width, height] = [frame.width * scale, frame.height * scale];
  context.drawImage(image, -width / 2, -height / 2, width, height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const map = measureSalience({ data, channels: 4, width: canvas.width, height: canvas.height });
  const crop = suggestCrop(map, { aspect: frame.aspect, minWidthFraction: minWidth / turned.width, mask });
  return { ...crop, rotation };
}
