/** Written by `scripts/build-client.ts`. */
export const assetsManifest = {
  "app.css": "/build/app.4eef3a9b5b.css",
  "crop-box.js": "/build/crop-box.10608b3b99.js",
  "local-time.js": "/build/local-time.623c336240.js",
  "passkey-button.js": "/build/passkey-button.dd3e6d3f3e.js",
  "picture-pending.js": "/build/picture-pending.87886ed308.js",
  "picture-upload.js": "/build/picture-upload.8800abbdda.js",
  "run-progress.js": "/build/run-progress.edddb60e22.js",
} as const;
