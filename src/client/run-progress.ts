/**
 * `<run-progress>` around a run: listens to the run's events and writes states, reasons and times into the page the
 * server rendered. Falls back to asking every few seconds and says so. Writes text and attributes only, never markup.
 */
import { clockTime } from "../views/time-words.ts";
import { countTargets, explainTarget, runHeadline, STATE_WORDS, turnWords } from "../views/words.ts";
import type { RunMessage, TargetMessage } from "./run-message.ts";
import { watchRun } from "./watch-run.ts";

const ANNOUNCE_EVERY_MS = 5_000;

class RunProgress extends HTMLElement {
  private stop: () => void = () => undefined;
  private latest = "";
  private announcedAt = 0;
  private timer = 0;
  /** State of each target as last written, to see what changed. */
  private readonly states = new Map<string, string>();

  connectedCallback(): void {
    const { runId, state } = this.dataset;
    if (runId === undefined || state !== "running") return;
    for (const row of this.rows()) this.states.set(row.dataset["target"] ?? "", row.dataset["state"] ?? "");
    this.stop = watchRun(runId, {
      message: (run) => this.show(run),
      live: (live) => {
        const note = this.find(this, "paused");
        if (note !== null) note.hidden = live;
      },
    });
  }

  disconnectedCallback(): void {
    this.stop();
    clearTimeout(this.timer);
  }

  private show(run: RunMessage): void {
    for (const target of run.targets) {
      const row = [...this.rows()].find((each) => each.dataset["target"] === target.id);
      if (row !== undefined) this.showTarget(row, run.id, target);
    }
    const states = run.targets.map((target) => target.state);
    const headline = runHeadline(run.state, states);
    const { proved, total } = countTargets(states);
    this.write(this, "headline", headline);
    document.title = `(${proved}/${total}) ${headline} · Linkarooie`;
    this.announce(headline);
    if (run.state !== "running") {
      this.dataset["state"] = run.state;
      for (const part of this.querySelectorAll<HTMLElement>("[data-part=while-running]")) part.hidden = true;
      for (const part of this.querySelectorAll<HTMLElement>("[data-part=when-done]")) part.hidden = false;
    }
  }

  private showTarget(row: HTMLElement, runId: string, target: TargetMessage): void {
    const platform = row.dataset["platform"] ?? "";
    const words = STATE_WORDS[target.state];
    row.dataset["state"] = target.state;
    this.write(row, "word", words.word);
    this.write(row, "why", explainTarget(target, platform));
    this.write(row, "turn", turnWords(target.waiting_on, platform));
    this.find(row, "icon")?.setAttribute("href", `#icon-${words.icon}`);
    const badge = this.find(row, "badge");
    if (badge !== null) badge.className = `badge tone-${words.tone}`;
    this.showNext(row, target.next_attempt_at);
    if (target.sent !== null && target.sent.url !== "") this.hang(row, "sent", target.sent.url);
    if (this.states.get(target.id) === target.state) return;
    this.states.set(target.id, target.state);
    if (target.shown !== null && (target.state === "shown" || target.state === "unchanged"))
      this.prove(row, runId, target);
  }

  private showNext(row: HTMLElement, at: string | null): void {
    const next = this.find(row, "next");
    if (next === null) return;
    next.hidden = at === null;
    const time = next.querySelector("time");
    if (at !== null && time !== null) {
      time.dateTime = at;
      time.textContent = clockTime(Date.parse(at), undefined);
    }
  }

  private prove(row: HTMLElement, runId: string, target: TargetMessage): void {
    const stamp = this.find(row, "stamp");
    const blank = stamp?.querySelector("template")?.content.cloneNode(true) as DocumentFragment | undefined;
    if (stamp !== null && blank !== undefined) {
      blank.querySelector("svg")?.setAttribute("data-at", target.shown?.checked_at ?? "");
      stamp.replaceChildren(document.importNode(blank, true));
    }
    if (target.shown?.url !== null) this.hang(row, "shown", `/syncs/${runId}/targets/${target.id}/shown`);
  }

  /** Puts a picture into an empty outline. */
  private hang(row: HTMLElement, part: string, src: string): void {
    const frame = this.find(row, part);
    if (frame === null) return;
    const image = frame.querySelector("img") ?? document.createElement("img");
    if (image.getAttribute("src") === src) return;
    image.alt = frame.dataset["alt"] ?? "";
    image.src = src;
    frame.classList.remove("print-empty");
    if (image.parentElement === null) frame.append(image);
  }

  /** Tells assistive technology at most every five seconds, and always the last word. */
  private announce(text: string): void {
    if (text === this.latest) return;
    this.latest = text;
    clearTimeout(this.timer);
    const wait = Math.max(0, this.announcedAt + ANNOUNCE_EVERY_MS - Date.now());
    this.timer = window.setTimeout(() => {
      this.announcedAt = Date.now();
      this.write(this, "status", text);
    }, wait);
  }

  private rows(): NodeListOf<HTMLElement> {
    return this.querySelectorAll<HTMLElement>("[data-target]");
  }

  private find(within: Element, name: string): HTMLElement | null {
    return within.querySelector<HTMLElement>(`[data-part=${name}]`);
  }

  private write(within: Element, name: string, text: string): void {
    const node = this.find(within, name);
    if (node !== null && node.textContent !== text) node.textContent = text;
  }
}

customElements.define("run-progress", RunProgress);
