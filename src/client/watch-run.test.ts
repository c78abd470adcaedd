import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { RunMessage } from "./run-message.ts";
import { watchRun } from "./watch-run.ts";

class FakeEvents extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  static latest: FakeEvents;
  readyState = FakeEvents.CONNECTING;
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
    FakeEvents.latest = this;
  }
  close(): void {
    this.readyState = FakeEvents.CLOSED;
  }
  open(): void {
    this.readyState = FakeEvents.OPEN;
    this.dispatchEvent(new Event("open"));
  }
  fail(readyState: number): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event("error"));
  }
  say(run: RunMessage): void {
    this.dispatchEvent(new MessageEvent("sync", { data: JSON.stringify(run) }));
  }
}

const running: RunMessage = { id: "syn_1", state: "running", targets: [] };
const finished: RunMessage = { ...running, state: "finished" };
const heard: RunMessage[] = [];
const live: boolean[] = [];
let answers: RunMessage[] = [];
let asked: string[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  heard.length = 0;
  live.length = 0;
  answers = [];
  asked = [];
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("EventSource", FakeEvents);
  vi.stubGlobal("fetch", (url: string) => {
    asked.push(url);
    return Promise.resolve(Response.json(answers.shift() ?? running));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function watch(): () => void {
  return watchRun("syn_1", { message: (run) => heard.push(run), live: (is) => live.push(is) });
}

describe("watching a run", () => {
  it("hears events and stops by itself when the run is over", async () => {
    watch();
    expect(FakeEvents.latest.url).toBe("/api/v1/syncs/syn_1/events");
    FakeEvents.latest.open();
    FakeEvents.latest.say(running);
    FakeEvents.latest.say(finished);
    expect(heard.map((run) => run.state)).toEqual(["running", "finished"]);
    expect(FakeEvents.latest.readyState).toBe(FakeEvents.CLOSED);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toEqual([]);
  });

  it("says nothing about the server's own pause of a second each minute", async () => {
    watch();
    FakeEvents.latest.open();
    FakeEvents.latest.fail(FakeEvents.CONNECTING);
    await vi.advanceTimersByTimeAsync(2_000);
    FakeEvents.latest.open();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(live).not.toContain(false);
    expect(asked).toEqual([]);
  });

  it("asks instead when events stay away, says so, and goes back when they return", async () => {
    watch();
    FakeEvents.latest.fail(FakeEvents.CONNECTING);
    await vi.advanceTimersByTimeAsync(11_100);
    expect(live).toEqual([false]);
    expect(asked).toHaveLength(3);
    FakeEvents.latest.open();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(live).toEqual([false, true]);
    expect(asked).toHaveLength(3);
  });

  it("asks at once when the server refuses events, and stops with the run", async () => {
    answers = [running, finished];
    watch();
    FakeEvents.latest.fail(FakeEvents.CLOSED);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(asked).toEqual(["/api/v1/syncs/syn_1", "/api/v1/syncs/syn_1"]);
    expect(heard.at(-1)?.state).toBe("finished");
  });

  it("goes quiet when it is stopped", async () => {
    const stop = watch();
    FakeEvents.latest.fail(FakeEvents.CLOSED);
    stop();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(heard).toEqual([]);
  });
});
