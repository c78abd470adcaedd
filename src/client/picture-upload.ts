/**
 * `<picture-upload>` around an upload form: takes a dropped, pasted or chosen picture, checks and shrinks it before it
 * travels, shows progress, and goes to the picture's page. Without this script the form works as a plain form.
 */
import { PictureProblem, shrinkPicture } from "./shrink-picture.ts";

const MEGABYTE = 1024 * 1024;

class PictureUpload extends HTMLElement {
  private busy = false;
  private request: XMLHttpRequest | null = null;

  connectedCallback(): void {
    const input = this.input();
    if (input === null) return;
    // The browser turns what it can read into JPEG, so more than the server's four formats may be chosen here.
    input.accept = "image/*";
    this.find("submit")?.setAttribute("hidden", "");
    input.addEventListener("change", () => void this.take(input.files?.[0]));
    this.find("cancel")?.addEventListener("click", () => this.request?.abort());
    this.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.dataset["over"] = "";
    });
    for (const end of ["dragleave", "drop"]) this.addEventListener(end, () => delete this.dataset["over"]);
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      void this.take(event.dataTransfer?.files[0]);
    });
    this.addEventListener("paste", (event) => void this.take(event.clipboardData?.files[0]));
  }

  private async take(file: File | undefined): Promise<void> {
    if (file === undefined || this.busy) return;
    this.busy = true;
    this.say("");
    this.progress(null, `Reading ${file.name}`);
    try {
      const limits = { maxBytes: Number(this.dataset["maxBytes"]), minSide: Number(this.dataset["minSide"]) };
      const ready = await shrinkPicture(file, limits);
      if (ready.size > limits.maxBytes) {
        throw new PictureProblem(
          `This file is ${megabytes(ready.size)} and the limit is ${megabytes(limits.maxBytes)}. Save it smaller and choose it again.`,
        );
      }
      location.assign(`/pictures/${await this.send(ready)}`);
    } catch (error) {
      this.say(
        error instanceof PictureProblem
          ? error.message
          : "Something of ours broke. Try again, or use another browser.",
      );
      this.progress(null, null);
      const input = this.input();
      if (input !== null) input.value = "";
    } finally {
      this.busy = false;
    }
  }

  private send(file: File): Promise<string> {
    const body = new FormData();
    body.set("kind", this.dataset["kind"] ?? "avatar");
    body.set("file", file);
    const request = new XMLHttpRequest();
    this.request = request;
    return new Promise((resolve, reject) => {
      request.upload.addEventListener("progress", (event) => {
        const done = event.lengthComputable ? event.loaded / event.total : null;
        this.progress(done, `Uploading, ${megabytes(event.loaded)} of ${megabytes(event.total)}`);
      });
      request.addEventListener("load", () => {
        const answer = parse(request.responseText);
        if (request.status === 201 && answer.id !== undefined) resolve(answer.id);
        else
          reject(new PictureProblem(answer.detail ?? `The upload was refused (status ${request.status}).`));
      });
      request.addEventListener("error", () =>
        reject(new PictureProblem("The connection broke. Choose the picture again.")),
      );
      request.addEventListener("abort", () =>
        reject(new PictureProblem("Upload stopped. Nothing was stored.")),
      );
      request.open("POST", "/api/v1/images");
      request.send(body);
    });
  }

  private say(message: string): void {
    const alert = this.find("problem");
    if (alert === null) return;
    alert.textContent = message;
    alert.hidden = message === "";
    this.input()?.toggleAttribute("aria-invalid", message !== "");
  }

  private progress(done: number | null, label: string | null): void {
    const box = this.find("progress");
    const bar = this.querySelector("progress");
    const text = this.find("progress-text");
    if (box === null || bar === null || text === null) return;
    box.hidden = label === null;
    text.textContent = label ?? "";
    if (done === null) bar.removeAttribute("value");
    else bar.value = done;
  }

  private input(): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>("input[type=file]");
  }

  private find(name: string): HTMLElement | null {
    return this.querySelector<HTMLElement>(`[data-part=${name}]`);
  }
}

function parse(text: string): { id?: string; detail?: string } {
  try {
    return JSON.parse(text) as { id?: string; detail?: string };
  } catch {
    return {};
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

customElements.define("picture-upload", PictureUpload);
