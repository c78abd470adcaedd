import { describe, expect, it } from "vitest";

import {
  countRows,
  bindings,
  makePerson,
  ORIGIN,
  type Person,
  storedKeys,
  testContext,
} from "../../../test/support/worker/signed-in.ts";
import { createApp } from "../../app.ts";
import { landVariants } from "../../db/image-renders.ts";
import { createLogger } from "../../log.ts";

/** A 64 × 64 grey PNG, made byte by byte so that no fixture is needed. */
async function greyPng(width = 64, height = 64): Promise<Uint8Array<ArrayBuffer>> {
  const rows = new Uint8Array((width + 1) * height).fill(128);
  for (let y = 0; y < height; y += 1) rows[y * (width + 1)] = 0;
  const zipped = await new Response(
    new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate")),
  ).arrayBuffer();
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 0, 0, 0, 0], 8);
  const parts = [
    new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    chunk("IHDR", header),
    chunk("IDAT", new Uint8Array(zipped)),
    chunk("IEND", new Uint8Array()),
  ];
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function chunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(12 + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  out.set(new TextEncoder().encode(type), 4);
  out.set(data, 8);
  view.setUint32(8 + data.length, crc(out.subarray(4, 8 + data.length)));
  return out;
}

function crc(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}

function setUp(queue: (id: string) => Promise<void> = () => Promise.resolve()) {
  const log = createLogger({}, () => {});
  const sent: string[] = [];
  const queues = {
    renderImage: (id: string) => {
      sent.push(id);
      return queue(id);
    },
    sendEmail: () => Promise.resolve(),
  };
  const hono = createApp({ log, queues });
  const app = testContext({ queues });
  async function upload(
    person: Person | null,
    form: FormData,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return hono.request(
      `${ORIGIN}/api/v1/images`,
      {
        method: "POST",
        body: form,
        headers: {
          "sec-fetch-site": "same-origin",
          ...(person === null ? {} : { cookie: person.cookie }),
          ...headers,
        },
      },
      bindings,
    );
  }
  return { app, hono, sent, upload };
}

function form(
  file: (string | Uint8Array<ArrayBuffer>)[] | null,
  fields: Record<string, string> = { kind: "avatar" },
): FormData {
  const data = new FormData();
  if (file !== null) data.set("file", new File(file, "me.png"));
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

function withField(data: FormData, name: string, value: string): FormData {
  data.append(name, value);
  return data;
}

async function nothingStored(): Promise<void> {
  expect({
    keys: await storedKeys(),
    images: await countRows("images"),
    outbox: await countRows("outbox"),
    looks: await countRows("looks"),
  }).toEqual({
    keys: [],
    images: 0,
    outbox: 0,
    looks: 0,
  });
}

describe("POST /api/v1/images", () => {
  it("stores bytes, row, look and the order to render, and says where it is", async () => {
    const { app, sent, upload } = setUp();
    const person = await makePerson(app);
    const crop = { x: 0.25, y: 0, width: 0.5, height: 0.5, rotation: 90 };
    const answer = await upload(
      person,
      form([await greyPng()], { kind: "avatar", crop: JSON.stringify(crop), alt_text: " A grey square " }),
    );
    expect(answer.status).toBe(201);
    const image = (await answer.json()) as { id: string };
    expect(answer.headers.get("location")).toBe(`/api/v1/images/${image.id}`);
    expect(image).toMatchObject({
      kind: "avatar",
      status: "processing",
      width: 64,
      height: 64,
      crop,
      alt_text: "A grey square",
      is_current: true,
      variants: [],
    });
    expect(sent).toEqual([image.id]);
    expect(await countRows("outbox")).toBe(1);
    const [key, ...others] = await storedKeys();
    expect(others).toEqual([]);
    expect(key).toMatch(new RegExp(`^${person.userId}/original/[0-9a-f]{64}\\.[0-9a-z]{26}$`));
  });

  it("keeps the order to render when the queue is away", async () => {
    const { app, upload } = setUp(() => Promise.reject(new Error("queue away")));
    const answer = await upload(await makePerson(app), form([await greyPng()]));
    expect(answer.status).toBe(201);
    expect(await countRows("outbox")).toBe(1);
  });

  it.each([
    ["an empty file", () => form([new Uint8Array()]), 422, "empty_file"],
    ["text", () => form(["hello, I am no picture"]), 415, "unsupported_media_type"],
    ["no file", () => form(null), 422, "file_missing"],
    ["an unknown kind", async () => form([await greyPng()], { kind: "cover" }), 422, "kind_missing"],
    [
      "a crop outside the picture",
      async () => form([await greyPng()], { kind: "avatar", crop: '{"x":0.9,"y":0,"width":0.5,"height":1}' }),
      422,
      "invalid_crop",
    ],
    [
      "a crop of less than a pixel",
      async () =>
        form([await greyPng()], { kind: "avatar", crop: '{"x":1,"y":1,"width":1e-7,"height":1e-7}' }),
      422,
      "crop_too_small",
    ],
    [
      "a crop that is no JSON",
      async () => form([await greyPng()], { kind: "avatar", crop: "left" }),
      422,
      "invalid_crop",
    ],
    [
      "an unknown field",
      async () => form([await greyPng()], { kind: "avatar", colour: "red" }),
      422,
      "invalid_input",
    ],
    ["two kinds", async () => withField(form([await greyPng()]), "kind", "banner"), 422, "invalid_input"],
    ["a picture of 8 pixels", async () => form([await greyPng(8, 8)]), 422, "side_too_small"],
    ["a declared size of 100 megapixels", async () => form([await hugeHeader()]), 422, "too_many_pixels"],
    ["17 MB", () => form([new Uint8Array(17 * 1024 * 1024)]), 413, "too_large"],
    [
      "a description of 1,501 characters",
      async () => form([await greyPng()], { kind: "avatar", alt_text: "x".repeat(1_501) }),
      422,
      "alt_text_too_long",
    ],
  ])("refuses %s and stores nothing", async (_what, make, status, code) => {
    const { app, sent, upload } = setUp();
    const answer = await upload(await makePerson(app), await make());
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect({ status: answer.status, ...((await answer.json()) as object) }).toMatchObject({ status, code });
    expect(sent).toEqual([]);
    await nothingStored();
  });

  it("refuses strangers, other sites and other types, and stores nothing", async () => {
    const { app, hono, upload } = setUp();
    const person = await makePerson(app);
    expect((await upload(null, form([await greyPng()]))).status).toBe(401);
    expect((await upload(person, form([await greyPng()]), { "sec-fetch-site": "cross-site" })).status).toBe(
      403,
    );
    const json = await hono.request(
      `${ORIGIN}/api/v1/images`,
      {
        method: "POST",
        body: "{}",
        headers: {
          cookie: person.cookie,
          "sec-fetch-site": "same-origin",
          "content-type": "application/json",
        },
      },
      bindings,
    );
    expect(json.status).toBe(415);
    await nothingStored();
  });
});

async function hugeHeader(): Promise<Uint8Array<ArrayBuffer>> {
  const png = await greyPng();
  const view = new DataView(png.buffer);
  view.setUint32(16, 10_000);
  view.setUint32(20, 10_000);
  view.setUint32(29, crc(png.subarray(12, 29)));
  return png;
}

describe("GET /api/v1/images/{id}", () => {
  it("has a placeholder as soon as the picture is rendered", async () => {
    const { app, hono, upload } = setUp();
    const person = await makePerson(app);
    const { id } = (await (await upload(person, form([await greyPng()]))).json()) as { id: string };
    const read = async () => {
      const headers = { cookie: person.cookie };
      const answer = await hono.request(`${ORIGIN}/api/v1/images/${id}`, { headers }, bindings);
      return ((await answer.json()) as { placeholder: unknown }).placeholder;
    };
    expect(await read()).toBeNull();
    await landVariants(app.db, { imageId: id, cropVersion: 1 }, [], app.now(), { placeholder: "3OcRJYB4" });
    expect(await read()).toBe("3OcRJYB4");
  });
});

describe("pictures of others", () => {
  it("are absent: read, change, delete and make current answer 404 and change nothing", async () => {
    const { app, hono, upload } = setUp();
    const owner = await makePerson(app);
    const other = await makePerson(app);
    const { id } = (await (await upload(owner, form([await greyPng()]))).json()) as { id: string };
    const headers = {
      cookie: other.cookie,
      "sec-fetch-site": "same-origin",
      "content-type": "application/json",
    };
    const calls: [string, string, string?][] = [
      ["GET", `/api/v1/images/${id}`],
      ["GET", `/api/v1/images/${id}/variants.zip`],
      ["PATCH", `/api/v1/images/${id}`, '{"alt_text":"mine now"}'],
      ["PATCH", `/api/v1/images/${id}`, '{"crop":null}'],
      ["DELETE", `/api/v1/images/${id}?force=true`],
      ["PUT", `/api/v1/images/${id}/default`],
    ];
    const orders = await countRows("outbox");
    for (const [method, path, body] of calls) {
      const answer = await hono.request(
        `${ORIGIN}${path}`,
        { method, headers, ...(body === undefined ? {} : { body }) },
        bindings,
      );
      expect({ method, path, status: answer.status }).toEqual({ method, path, status: 404 });
      expect(await countRows("outbox")).toBe(orders);
    }
    expect(orders).toBe(1);
    const mine = await hono.request(
      `${ORIGIN}/api/v1/images/${id}`,
      { headers: { cookie: owner.cookie } },
      bindings,
    );
    expect(await mine.json()).toMatchObject({ id, alt_text: null, crop: null, is_current: true });
  });
});

describe("DELETE /api/v1/images/{id}", () => {
  it("is refused while the current look uses it, and with force leaves neither rows nor bytes", async () => {
    const { app, hono, upload } = setUp();
    const person = await makePerson(app);
    const { id } = (await (await upload(person, form([await greyPng()]))).json()) as { id: string };
    const headers = { cookie: person.cookie, "sec-fetch-site": "same-origin" };
    const kept = await hono.request(`${ORIGIN}/api/v1/images/${id}`, { method: "DELETE", headers }, bindings);
    expect(kept.status).toBe(409);
    expect(await storedKeys()).toHaveLength(1);
    const gone = await hono.request(
      `${ORIGIN}/api/v1/images/${id}?force=true`,
      { method: "DELETE", headers },
      bindings,
    );
    expect(gone.status).toBe(204);
    expect({
      keys: await storedKeys(),
      images: await countRows("images"),
      outbox: await countRows("outbox"),
    }).toEqual({ keys: [], images: 0, outbox: 0 });
  });

  it("keeps bytes that an equal picture still needs", async () => {
    const { app, hono, upload } = setUp();
    const person = await makePerson(app);
    const first = (await (await upload(person, form([await greyPng()]))).json()) as { id: string };
    await upload(person, form([await greyPng()], { kind: "banner" }));
    const headers = { cookie: person.cookie, "sec-fetch-site": "same-origin" };
    await hono.request(
      `${ORIGIN}/api/v1/images/${first.id}?force=true`,
      { method: "DELETE", headers },
      bindings,
    );
    expect(await storedKeys()).toHaveLength(1);
  });
});
