/** Written by `scripts/build-client.ts`. */
export const assetsManifest = {
  "app.css": "/build/app.fab6b52196.css",
  "crop-box.js": "/build/crop-box.10608b3b99.js",
  "local-time.js": "/build/local-time.623c336240.js",
  "picture-pending.js": "/build/picture-pending.87886ed308.js",
  "picture-upload.js": "/build/picture-upload.241843f486.js",
  "run-progress.js": "/build/run-progress.cda112b85e.js",
} as const;
