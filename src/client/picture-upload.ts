/**
 * `<picture-upload>` around an upload form: takes a dropped, pasted, photographed or chosen picture, judges it by its
 * first bytes, makes it smaller where needed, sends it, and goes to the picture's page. The stop button works at every
 * stage. Without this script the form works as a plain form.
 */
import { FILE_NOTES } from "../views/file-notes.ts";
import { judgeFile } from "./judge-file.ts";
import { addCamera, takeDropped, takePasted } from "./other-ways-in.ts";
import { PictureProblem } from "./picture-problem.ts";
import { sendPicture } from "./send-picture.ts";
import { shrinkPicture } from "./shrink-picture.ts";
import { untilStopped } from "./until-stopped.ts";

const MEGABYTE = 1024 * 1024;
/** Progress is read out in quarters. */
const STEPS = 4;
const STOPPED = "Stopped. Nothing was stored.";

/** A file on its way, ready to be sent once more. */
interface Ready {
  readonly file: File;
  readonly notes: readonly string[];
}

class PictureUpload extends HTMLElement {
  private stop: AbortController | null = null;
  private ready: Ready | null = null;
  private step = -1;

  connectedCallback(): void {
    const input = this.input();
    if (input === null) return;
    // The browser turns what it can read into JPEG, so more than the server's four formats may be chosen here.
    input.accept = "image/*";
    this.find("submit")?.setAttribute("hidden", "");
    for (const each of [input, addCamera(this)]) {
      each?.addEventListener("change", () => void this.take(each.files?.[0]));
    }
    this.find("cancel")?.addEventListener("click", () => this.stop?.abort(new PictureProblem(STOPPED)));
    this.find("again")?.addEventListener("click", () => void this.run((signal) => this.deliver(signal)));
    takeDropped(this, (file) => void this.take(file));
    takePasted(this, (file) => void this.take(file));
    // Coming back with the browser's button shows the page as it was left: in the middle of an upload.
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) this.settle();
    });
  }

  disconnectedCallback(): void {
    this.stop?.abort(new PictureProblem(STOPPED));
  }

  private async take(file: File | undefined): Promise<void> {
    if (file === undefined || this.stop !== null) return;
    await this.run(async (signal) => {
      const maxBytes = Number(this.dataset["maxBytes"]);
      this.show(null, `Reading ${file.name === "" ? "the picture" : file.name}`);
      const judged = await untilStopped(judgeFile(file, maxBytes), signal);
      this.note(judged.notes.map((note) => FILE_NOTES[note]));
      if (!judged.asIs) this.show(null, "Making it smaller before it travels");
      this.ready = {
        file: judged.asIs ? file : await shrinkPicture(file, judged, maxBytes, signal),
        notes: judged.notes,
      };
      await this.deliver(signal);
    });
  }

  private async deliver(signal: AbortSignal): Promise<void> {
    if (this.ready === null) return;
    const { file, notes } = this.ready;
    this.show(0, "Uploading");
    const { kind = "avatar", replaces = null } = this.dataset;
    const id = await sendPicture({ kind, file, replaces }, signal, (loaded, total) =>
      this.show(
        total === 0 ? null : loaded / total,
        loaded === total ? "Storing it" : `Uploading, ${megabytes(loaded)} of ${megabytes(total)}`,
      ),
    );
    const told = new URLSearchParams({ notice: replaces === null ? "uploaded" : "replaced" });
    for (const note of notes) told.append("also", note);
    location.assign(`/pictures/${id}?${told}`);
  }

  /** One attempt from here to the picture's page, or to a sentence. */
  private async run(attempt: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.stop = new AbortController();
    this.say(null);
    try {
      await attempt(this.stop.signal);
    } catch (error) {
      this.settle();
      this.say(
        error instanceof PictureProblem
          ? error
          : new PictureProblem("Something of ours broke. Try again, or use another browser."),
      );
    }
  }

  /** Nothing is under way any more. */
  private settle(): void {
    this.stop = null;
    this.step = -1;
    this.show(null, null);
    this.note([]);
    // The same file may be chosen again: without this the browser would see no change.
    for (const input of this.querySelectorAll<HTMLInputElement>("input[type=file]")) input.value = "";
  }

  private say(problem: PictureProblem | null): void {
    const stopped = problem?.message === STOPPED;
    const alert = this.find("problem");
    if (alert !== null) alert.textContent = stopped ? "" : (problem?.message ?? "");
    alert?.toggleAttribute("hidden", problem === null || stopped);
    this.input()?.toggleAttribute("aria-invalid", problem !== null && !stopped);
    this.find("again")?.toggleAttribute("hidden", problem?.again !== true);
    if (problem !== null && !problem.again) this.ready = null;
    if (!stopped) return;
    this.announce(STOPPED);
    // The button that had the focus is gone.
    this.input()?.focus();
  }

  private show(done: number | null, label: string | null): void {
    const bar = this.querySelector("progress");
    this.find("progress")?.toggleAttribute("hidden", label === null);
    const text = this.find("progress-text");
    if (text !== null) text.textContent = label ?? "";
    if (done === null) bar?.removeAttribute("value");
    else if (bar !== null) bar.value = done;
    const step = done === null ? -1 : Math.floor(done * STEPS);
    if (label !== null && (step < 0 || step !== this.step)) {
      this.announce(
        step <= 0 || step === STEPS ? label : `${Math.round((100 * step) / STEPS)} percent uploaded`,
      );
    }
    this.step = step;
  }

  private announce(text: string): void {
    const news = this.find("news");
    if (news !== null && news.textContent !== text) news.textContent = text;
  }

  private note(sentences: readonly string[]): void {
    const notes = this.find("notes");
    if (notes !== null) notes.textContent = sentences.join(" ");
  }

  private input(): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>("input[name=file]");
  }

  private find(name: string): HTMLElement | null {
    return this.querySelector<HTMLElement>(`[data-part=${name}]`);
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

customElements.define("picture-upload", PictureUpload);
