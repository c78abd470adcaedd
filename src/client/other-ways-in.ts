/** A picture that comes from a camera, by dropping it on a form, or by pasting it anywhere on the page. */

/**
 * A button that opens the camera: towards the person for a profile picture, away for a banner. Null where there is only a
 * mouse: a desk may have a camera, but no browser opens it from here.
 */
export function addCamera(area: HTMLElement): HTMLInputElement | null {
  const place = area.querySelector(".drop-area");
  if (place === null || !matchMedia("(pointer: coarse)").matches) return null;
  const label = document.createElement("label");
  label.className = "button camera";
  const input = document.createElement("input");
  input.type = "file";
  input.accept = "image/*";
  input.className = "visually-hidden";
  input.setAttribute("capture", area.dataset["kind"] === "banner" ? "environment" : "user");
  label.append("Take a photo", input);
  place.after(label);
  return input;
}

export function takeDropped(area: HTMLElement, take: (file: File) => void): void {
  area.addEventListener("dragover", (event) => {
    event.preventDefault();
    area.dataset["over"] = "";
  });
  for (const end of ["dragleave", "drop"]) area.addEventListener(end, () => delete area.dataset["over"]);
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) take(file);
  });
}

/**
 * Pasting goes to the form that has the focus, or else to the first of the page, which is enough: a pasted banner needs
 * one click before. Pasting into a text field stays what it is.
 */
export function takePasted(area: HTMLElement, take: (file: File) => void): void {
  document.addEventListener("paste", (event) => {
    if (!area.isConnected) return;
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("textarea, [contenteditable], input:not([type=file])") !== null && target !== null)
      return;
    const meant = target?.closest(area.localName) ?? document.querySelector(area.localName);
    const file = event.clipboardData?.files[0];
    if (meant !== area || file === undefined) return;
    event.preventDefault();
    take(file);
  });
}
