/** Written by `scripts/build-client.ts`. */
export const assetsManifest = {
  "app.css": "/build/app.335e6ce7f9.css",
  "crop-box.js": "/build/crop-box.7a83b48681.js",
  "local-time.js": "/build/local-time.623c336240.js",
  "passkey-button.js": "/build/passkey-button.dd3e6d3f3e.js",
  "picture-pending.js": "/build/picture-pending.ec0d256167.js",
  "picture-upload.js": "/build/picture-upload.abf11a3308.js",
  "run-progress.js": "/build/run-progress.0c72d651e0.js",
  "thumb-hash.js": "/build/thumb-hash.35ea7c2c02.js",
} as const;
