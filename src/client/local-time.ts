/** `<local-time>` and `<local-stamp>`: the server writes UTC, this turns it into the reader's own zone and keeps it fresh. */
import { clockTime, dayWords, exactTime, relativeTime } from "../views/time-words.ts";

const REFRESH_MS = 30_000;

class LocalTime extends HTMLElement {
  private timer = 0;

  connectedCallback(): void {
    this.show();
    this.timer = window.setInterval(() => this.show(), REFRESH_MS);
  }

  disconnectedCallback(): void {
    clearInterval(this.timer);
  }

  private show(): void {
    const time = this.querySelector("time");
    const at = Date.parse(time?.dateTime ?? "");
    if (time === null || Number.isNaN(at)) return;
    time.title = exactTime(at, undefined);
    time.textContent =
      this.dataset["as"] === "clock" ? clockTime(at, undefined) : relativeTime(at, Date.now());
  }
}

class LocalStamp extends HTMLElement {
  connectedCallback(): void {
    const svg = this.querySelector("svg");
    const at = Date.parse(svg?.dataset["at"] ?? "");
    if (svg === null || Number.isNaN(at)) return;
    this.write("clock", clockTime(at, undefined));
    this.write("day", dayWords(at, undefined));
    this.write("zone", "");
    svg.setAttribute(
      "aria-label",
      `Shown on ${svg.dataset["platform"] ?? ""}, checked ${exactTime(at, undefined)}`,
    );
  }

  private write(part: string, text: string): void {
    const node = this.querySelector(`[data-part=${part}]`);
    if (node !== null) node.textContent = text;
  }
}

customElements.define("local-time", LocalTime);
customElements.define("local-stamp", LocalStamp);
