/** Bindings of the images Worker, see `wrangler.images.toml`. */
interface ImagesEnv {
  DB: D1Database;
  PICTURES: R2Bucket;
}
