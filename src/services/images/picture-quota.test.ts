import { beforeEach, describe, expect, it } from "vitest";

import { imageFixture } from "../../../test/support/worker/image-fixtures.ts";
import {
  countRows,
  makePerson,
  type Person,
  storedKeys,
  testContext,
} from "../../../test/support/worker/signed-in.ts";
import type { AppContext } from "../../context.ts";
import { images } from "../../db/schema.ts";
import { MAX_PICTURES, MAX_STORED_BYTES } from "../../limits.ts";
import { newId } from "../../new-id.ts";
import { acceptUpload } from "./accept-upload.ts";

/** Many requests in each test, on a machine that may be busy. */
const SLOW = { timeout: 30_000 };
const PICTURE = imageFixture("plain.png");
const AT_ONCE = 20;

let app: AppContext;
let ada: Person;
let sent: string[];
/** Resolves for everybody when this many uploads have put their bytes: all of them passed the first look. */
let together: () => Promise<void>;

function barrier(count: number): () => Promise<void> {
  let waiting = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  return () => {
    waiting += 1;
    if (waiting === count) resolve();
    return promise;
  };
}

beforeEach(async () => {
  sent = [];
  together = () => Promise.resolve();
  const { pictures } = testContext();
  app = testContext({
    queues: {
      renderImage: (id) => Promise.resolve(void sent.push(id)),
      sendEmail: () => Promise.resolve(),
    },
    pictures: {
      ...pictures,
      put: async (...args) => {
        await pictures.put(...args);
        await together();
      },
    },
  });
  ada = await makePerson(app);
});

/** Rows of pictures that are there already, without bytes. */
async function fill(count: number, originalBytes: number): Promise<void> {
  const insert = () =>
    app.db.insert(images).values({
      id: newId("img"),
      userId: ada.userId,
      kind: "avatar",
      status: "ready",
      originalKey: "k",
      originalSha256: "s",
      originalFormat: "png",
      originalBytes,
      width: 1,
      height: 1,
      createdAt: 1,
      updatedAt: 1,
    });
  await app.db.batch([insert(), ...Array.from({ length: count - 1 }, insert)]);
}

async function uploadTogether(): Promise<{ taken: string[]; refused: { code: string; message: string }[] }> {
  together = barrier(AT_ONCE);
  const input = { bytes: PICTURE, kind: "avatar", crop: null, altText: null } as const;
  const results = await Promise.allSettled(
    Array.from({ length: AT_ONCE }, () => acceptUpload(app, ada.userId, input)),
  );
  return {
    taken: results.flatMap((each) => (each.status === "fulfilled" ? [each.value.id] : [])),
    refused: results.flatMap((each) =>
      each.status === "rejected" ? [each.reason as { code: string; message: string }] : [],
    ),
  };
}

describe("uploads at the same moment", SLOW, () => {
  it("do not go over the number of pictures together, and leave nothing of those refused", async () => {
    await fill(MAX_PICTURES - 3, 1);
    const { taken, refused } = await uploadTogether();
    expect([taken.length, refused.length]).toEqual([3, AT_ONCE - 3]);
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(["quota_full"]));
    expect(refused[0]?.message).toBe(
      "You keep 500 pictures; at most 500 fit. Delete some that you no longer need, then upload again.",
    );
    expect(await countRows("images")).toBe(MAX_PICTURES);
    expect((await storedKeys()).length).toBe(3);
    // One order to render each, and none to delete.
    expect(await countRows("outbox where kind = 'render_image'")).toBe(3);
    expect(await countRows("outbox")).toBe(3);
    expect(sent.toSorted()).toEqual(taken.toSorted());
  });

  it("do not go over the bytes together", async () => {
    await fill(1, MAX_STORED_BYTES - 2 * PICTURE.byteLength);
    const { taken, refused } = await uploadTogether();
    expect([taken.length, refused.length]).toEqual([2, AT_ONCE - 2]);
    expect(refused[0]?.message).toBe(
      "Your pictures take 1,024 MB and this one 0.1 MB; at most 1,024 MB fit together. Delete some that you no longer need, then upload again.",
    );
    expect(await countRows("images")).toBe(3);
    expect([(await storedKeys()).length, await countRows("outbox")]).toEqual([2, 2]);
  });

  it("of somebody else are not counted", async () => {
    await fill(MAX_PICTURES, 1);
    ada = await makePerson(app);
    expect((await uploadTogether()).taken).toHaveLength(AT_ONCE);
  });
});

describe("an upload that does not fit", () => {
  it("is refused before its bytes are stored", async () => {
    await fill(MAX_PICTURES, 1);
    const input = { bytes: PICTURE, kind: "avatar", crop: null, altText: null } as const;
    together = () => Promise.reject(new Error("bytes were put"));
    await expect(acceptUpload(app, ada.userId, input)).rejects.toMatchObject({ code: "quota_full" });
    expect([await storedKeys(), await countRows("outbox")]).toEqual([[], 0]);
  });
});
