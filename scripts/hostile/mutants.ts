import { deflateSync, inflateSync } from "node:zlib";

import { createRandom, type Random } from "../../test/simulation/random.ts";
import { chunk } from "./build/png.ts";
import { goodFile, goodNames } from "./good-files.ts";
import type { HostileFile } from "./hostile-file.ts";
import { listParts, pictureKind } from "./structure/list-parts.ts";

type Mutation = (file: Buffer, random: Random) => Buffer;

/** Numbers at the edges of what fields hold. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

const MUTATIONS: readonly Mutation[] = [
  function flipBits(file, random) {
    const changed = Buffer.from(file);
    for (let times = random.between(1, 65); times > 0; times -= 1) {
      const at = random.between(0, changed.length);
      changed[at] = (changed[at] ?? 0) ^ (1 << random.between(0, 8));
    }
    return changed;
  },
  function writeNoise(file, random) {
    const changed = Buffer.from(file);
    const at = random.between(0, changed.length);
    for (let offset = 0; offset < random.between(1, 40) && at + offset < changed.length; offset += 1) {
      changed[at + offset] = random.between(0, 256);
    }
    return changed;
  },
  function writeEdge(file, random) {
    const changed = Buffer.from(file);
    const at = random.between(0, Math.max(1, changed.length - 4));
    const value = random.pick(EDGES);
    if (changed.length < 4) return changed;
    if (random.chance(0.5)) changed.writeUInt32BE(value, at);
    else changed.writeUInt16LE(value & 0xffff, at);
    return changed;
  },
  function remove(file, random) {
    const at = random.between(0, file.length);
    return Buffer.concat([file.subarray(0, at), file.subarray(at + random.between(1, 400))]);
  },
  function repeat(file, random) {
    const at = random.between(0, file.length);
    const piece = file.subarray(at, at + random.between(1, 400));
    const copies = Array.from({ length: random.between(1, 30) }, () => piece);
    return Buffer.concat([file.subarray(0, at), ...copies, file.subarray(at)]);
  },
  function cut(file, random) {
    return file.subarray(0, random.between(0, file.length));
  },
  function splice(file, random) {
    const others = goodNames()
      .map(goodFile)
      .filter((other) => pictureKind(other) === pictureKind(file));
    const other = others.length === 0 ? file : random.pick(others);
    return Buffer.concat([
      file.subarray(0, random.between(0, file.length)),
      other.subarray(random.between(0, other.length)),
    ]);
  },
  function shuffleParts(file, random) {
    const parts = listParts(file).map(({ start, end }) => file.subarray(start, end));
    const at = random.between(0, Math.max(1, parts.length));
    const [piece = Buffer.alloc(0)] = parts.splice(at, 1);
    const copies = random.between(0, 4);
    parts.splice(random.between(0, parts.length + 1), 0, ...Array.from({ length: copies }, () => piece));
    return Buffer.concat(parts);
  },
  function changeInsideAChunk(file, random) {
    if (pictureKind(file) !== "png") return file;
    // With a right sum, so that what reads the chunk gets to see it.
    return mapChunk(file, random, (type, data) => chunk(type, flip(data, random)));
  },
  function changePixels(file, random) {
    if (pictureKind(file) !== "png") return file;
    return mapChunk(file, random, (type, data) => {
      if (type !== "IDAT") return chunk(type, data);
      return chunk(type, deflateSync(flip(inflated(data), random)));
    });
  },
];

/** The mutant of this number: the same seed and number give the same file, made from one good picture by up to three changes. */
export function mutant(seed: number, number: number): HostileFile {
  const random = createRandom(Math.imul(seed, 1_000_003) + number);
  const name = random.pick(goodNames());
  let bytes = goodFile(name);
  const done: string[] = [];
  for (let times = random.between(1, 4); times > 0; times -= 1) {
    const mutation = random.pick(MUTATIONS);
    bytes = mutation(bytes, random);
    done.push(mutation.name);
  }
  return { name: `${seed}-${number}-${done.join("-")}-${name}`, source: "mutants", bytes };
}

function flip(data: Buffer, random: Random): Buffer {
  const changed = Buffer.from(data);
  for (let times = random.between(1, 9); times > 0 && changed.length > 0; times -= 1) {
    changed[random.between(0, changed.length)] = random.between(0, 256);
  }
  return changed;
}

function inflated(data: Buffer): Buffer {
  try {
    return inflateSync(data, { maxOutputLength: 1_000_000 });
  } catch {
    return data;
  }
}

function mapChunk(file: Buffer, random: Random, change: (type: string, data: Buffer) => Buffer): Buffer {
  const parts = listParts(file);
  const chosen = random.between(1, Math.max(2, parts.length));
  return Buffer.concat(
    parts.map(({ name, start, end }, index) => {
      const whole = file.subarray(start, end);
      return index === chosen && whole.length >= 12 ? change(name, whole.subarray(8, -4)) : whole;
    }),
  );
}
