/** Compiled WebAssembly, as wrangler and the test runner import it. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

/** The same for packages that ship a declaration of their own beside the file, without a default export. */
declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}
