import type { Page } from "playwright-core";

interface Decoding {
  /** How often the page asked for a decoded picture. */
  calls(): Promise<number>;
  /** Pictures that were given back. */
  closed(): Promise<number>;
  /** From now on decoded pictures come only when `release` is called. */
  hold(): Promise<void>;
  release(): Promise<void>;
}

interface Watch {
  calls: number;
  closed: number;
  held: Promise<void>;
  release: () => void;
}

/** Stands between every page of this tab and the browser's decoder. */
export async function watchDecoding(page: Page): Promise<Decoding> {
  await page.addInitScript(() => {
    const watch: Watch = { calls: 0, closed: 0, held: Promise.resolve(), release: () => {} };
    const decode = globalThis.createImageBitmap.bind(globalThis);
    const counted = async (source: Blob, options?: ImageBitmapOptions) => {
      watch.calls += 1;
      const bitmap = await decode(source, options);
      const close = bitmap.close.bind(bitmap);
      bitmap.close = () => {
        watch.closed += 1;
        close();
      };
      await watch.held;
      return bitmap;
    };
    Object.assign(globalThis, { watch, createImageBitmap: counted });
  });
  const look = <T>(how: (watch: Watch) => T) =>
    page.evaluate(`(${how.toString()})(globalThis.watch)`) as Promise<T>;
  return {
    calls: () => look((watch) => watch.calls),
    closed: () => look((watch) => watch.closed),
    hold: () =>
      look((watch) => {
        watch.held = new Promise((resolve) => (watch.release = resolve));
      }),
    release: () => look((watch) => watch.release()),
  };
}
