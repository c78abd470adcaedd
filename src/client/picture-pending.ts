/** `<picture-pending>` around the state of a picture that is being cut: asks until it is done, then says so. */

const ASK_EVERY_MS = 2_000;
/** A picture takes seconds; whoever leaves the page open for longer reloads it anyway. */
const MAX_ASKS = 60;

interface PictureAnswer {
  readonly status: "processing" | "ready" | "rejected";
  readonly thumbnail_url: string | null;
}

class PicturePending extends HTMLElement {
  private timer = 0;
  private asked = 0;

  connectedCallback(): void {
    this.timer = window.setInterval(() => void this.ask(), ASK_EVERY_MS);
  }

  disconnectedCallback(): void {
    clearInterval(this.timer);
  }

  private async ask(): Promise<void> {
    this.asked += 1;
    if (this.asked >= MAX_ASKS) clearInterval(this.timer);
    const answer = await fetch(`/api/v1/images/${this.dataset["id"] ?? ""}`).catch(() => null);
    if (answer?.ok !== true) return;
    const picture = (await answer.json()) as PictureAnswer;
    if (picture.status === "processing") return;
    clearInterval(this.timer);
    this.textContent = picture.status === "ready" ? "Ready" : "Not usable: reload this page to see why.";
    if (picture.thumbnail_url !== null) this.hang(picture.thumbnail_url);
  }

  /** Fills the empty outline of the list. */
  private hang(src: string): void {
    const frame = this.closest("li")?.querySelector(".print-empty");
    if (frame === null || frame === undefined) return;
    const image = document.createElement("img");
    image.alt = "";
    image.src = src;
    frame.append(image);
    frame.classList.remove("print-empty");
  }
}

customElements.define("picture-pending", PicturePending);
