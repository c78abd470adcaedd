import { decodedSize } from "./choose-step.ts";
import { CodecMissingError } from "./codecs/codec-slot.ts";
import type { PictureHeader } from "./picture-header.ts";
import type { RowFormat, RowSink } from "./rows.ts";

/** The decoder could not read the file although its header looked right. */
export class UndecodableError extends Error {
  override readonly name = "UndecodableError";
}

/** Tells errors of the file from those of whoever uses its pixels. */
export function blamer(header: PictureHeader, step: number) {
  const expected = decodedSize(header, step);
  let ours = false;
  const check = ({ width, height }: { width: number; height: number }) => {
    if (width !== expected.width || height !== expected.height) {
      throw new Error("the decoder found another size than the header says");
    }
  };
  function own<R>(work: () => R): R {
    ours = true;
    const result = work();
    ours = false;
    return result;
  }
  return {
    check,
    own,
    sink(format: RowFormat, begin: (format: RowFormat) => RowSink): RowSink {
      check(format);
      const sink = own(() => begin(format));
      return (row, bytes) => own(() => sink(row, bytes));
    },
    judge(error: unknown): unknown {
      if (ours || error instanceof CodecMissingError) return error;
      return new UndecodableError("the picture could not be decoded", { cause: error });
    },
  };
}
