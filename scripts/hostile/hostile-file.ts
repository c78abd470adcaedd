/** A file somebody could send, and what may become of it. */
export interface HostileFile {
  readonly name: string;
  /** Where it comes from: a package, or the kind of generated file. */
  readonly source: string;
  readonly bytes: Uint8Array;
  /** Set where rendering it would be wrong; without it either a picture or a refusal is right. */
  readonly must?: "be refused";
  /** Of a good picture at the bounds: the more pixels, the more memory it may take. */
  readonly megapixels?: number;
}
