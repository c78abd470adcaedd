/** The part of `node:crypto` the Worker uses; the runtime has it by `nodejs_compat`. */
declare module "node:crypto" {
  export interface ScryptOptions {
    N?: number;
    r?: number;
    p?: number;
    maxmem?: number;
  }
  const nodeCrypto: {
    scrypt(
      password: string,
      salt: Uint8Array,
      length: number,
      options: ScryptOptions,
      done: (error: Error | null, hash: Uint8Array) => void,
    ): void;
    createHash(algorithm: "sha512"): { update(text: string): { digest(): Uint8Array } };
    /** Throws when the lengths differ. */
    timingSafeEqual(left: Uint8Array, right: Uint8Array): boolean;
  };
  export default nodeCrypto;
}
