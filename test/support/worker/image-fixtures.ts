/** The picture files under `test/fixtures`, for tests that run in workerd, where there is no file system. */
declare global {
  interface ImportMeta {
    glob(pattern: string, options: { query: string; import: string; eager: true }): Record<string, string>;
  }
}

const small = import.meta.glob("../../fixtures/images/*.{jpg,png,webp,gif,avif}", {
  query: "?inline",
  import: "default",
  eager: true,
});
const photos = import.meta.glob("../../fixtures/photos/*.jpg", {
  query: "?inline",
  import: "default",
  eager: true,
});
const subjects = import.meta.glob("../../fixtures/subjects/*.jpg", {
  query: "?inline",
  import: "default",
  eager: true,
});

/** The bytes of a file of `test/fixtures/images`, by its name. */
export function imageFixture(name: string): Uint8Array<ArrayBuffer> {
  return bytesOf(small[`../../fixtures/images/${name}`], name);
}

/** The bytes of a photograph of `test/fixtures/photos`, by its name. */
export function photoFixture(name: string): Uint8Array<ArrayBuffer> {
  return bytesOf(photos[`../../fixtures/photos/${name}`], name);
}

/** The bytes of a small photograph of `test/fixtures/subjects`, by its name. */
export function subjectFixture(name: string): Uint8Array<ArrayBuffer> {
  return bytesOf(subjects[`../../fixtures/subjects/${name}`], name);
}

function bytesOf(dataUrl: string | undefined, name: string): Uint8Array<ArrayBuffer> {
  if (dataUrl === undefined) throw new Error(`there is no fixture ${name}`);
  return Uint8Array.from(atob(dataUrl.slice(dataUrl.indexOf(",") + 1)), (char) => char.charCodeAt(0));
}
