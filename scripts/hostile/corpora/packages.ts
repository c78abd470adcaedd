/**
 * Packages that bring pictures which broke decoders before. Fetched by name when the attack runs; none of their files is
 * part of this project, and each has its own licence.
 */

/** Debian source packages: test suites of libraries that read pictures. */
export const DEBIAN_SOURCES = [
  "pillow",
  "exiv2",
  "gdk-pixbuf",
  "libpng1.6",
  "imagemagick",
  "libgd2",
  "vips",
  "libimage-exiftool-perl",
  "giflib",
  "libjpeg-turbo",
  "libheif",
  "libwebp",
] as const;

/** Debian binary packages. */
export const DEBIAN_BINARIES = [
  "gdk-pixbuf-tests",
  "golang-1.19-src",
  "golang-golang-x-image-dev",
  "golang-github-rwcarlsen-goexif-dev",
  "golang-github-disintegration-imaging-dev",
  "libjxl-testdata",
  "libsdl2-image-tests",
] as const;

/** Packages of npm with their versions. */
export const NPM_PACKAGES = [
  "exif@0.6.0",
  "lwip@0.0.9",
  "node-png@0.4.3",
  "pngparse@2.0.1",
  "gifuct-js@2.1.2",
  "jpeg-exif@1.1.4",
] as const;
