/** The part of `node:zlib` the Workers use; the runtime has it by `nodejs_compat`. */
declare module "node:zlib" {
  /** Throws for data that is no zlib stream, is cut off, or would grow beyond `maxOutputLength` bytes. */
  export function inflateSync(data: Uint8Array, options: { maxOutputLength: number }): Uint8Array;
}
