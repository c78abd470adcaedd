/** `<picture-pending>` around the state of a picture that is being cut: asks until it is done, then shows what came of it. */
import { refreshParts } from "./refresh-parts.ts";

const ASK_EVERY_MS = 2_000;
/** A picture takes seconds; whoever leaves the page open for longer reloads it anyway. */
const MAX_ASKS = 60;

interface PictureAnswer {
  readonly status: "processing" | "ready" | "rejected";
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
    const { status } = (await answer.json()) as PictureAnswer;
    if (status === "processing") return;
    clearInterval(this.timer);
    // A picture that cannot be used has another page.
    if (status === "rejected" && document.querySelector("crop-box") !== null) location.reload();
    // The element itself is replaced, so what is read out stands elsewhere.
    const news = document.querySelector("[data-part=pictures-news]");
    const done = await refreshParts();
    if (news === null) return;
    news.textContent = !done
      ? "Done: reload this page to see it."
      : status === "ready"
        ? "The files are ready."
        : "The picture could not be used.";
  }
}

customElements.define("picture-pending", PicturePending);
