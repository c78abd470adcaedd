CREATE TABLE `rerenders` (
	`id` text PRIMARY KEY NOT NULL,
	`platform` text NOT NULL,
	`slot` text NOT NULL,
	`rule` text NOT NULL,
	`total` integer NOT NULL,
	`done` integer DEFAULT 0 NOT NULL,
	`failed` integer DEFAULT 0 NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer
);

CREATE UNIQUE INDEX `rerenders_once` ON `rerenders` (`platform`,`slot`,`rule`);
ALTER TABLE `image_variants` ADD `rule` text DEFAULT '' NOT NULL;
ALTER TABLE `image_variants` ADD `upscaled` integer DEFAULT false NOT NULL;
ALTER TABLE `image_variants` ADD `flattened` integer DEFAULT false NOT NULL;
ALTER TABLE `images` ADD `crop_overrides` text;
ALTER TABLE `images` ADD `matte` text;
ALTER TABLE `images` ADD `placeholder` text;
ALTER TABLE `images` ADD `lint` text;
ALTER TABLE `images` ADD `replaces_id` text;