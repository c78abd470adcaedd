CREATE TABLE `capabilities` (
	`id` text PRIMARY KEY NOT NULL,
	`platform_id` text NOT NULL,
	`slot` text NOT NULL,
	`state` text NOT NULL,
	`reason` text NOT NULL,
	`since` integer NOT NULL,
	`until` integer,
	`changed_by` text,
	`updated_at` integer NOT NULL
);

CREATE UNIQUE INDEX `capabilities_once` ON `capabilities` (`platform_id`,`slot`);
CREATE TABLE `sync_attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`target_id` text NOT NULL,
	`user_id` text NOT NULL,
	`revision` integer NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`next_attempt_at` integer,
	`at` integer NOT NULL,
	FOREIGN KEY (`target_id`) REFERENCES `sync_targets`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE UNIQUE INDEX `sync_attempts_once` ON `sync_attempts` (`target_id`,`revision`);
CREATE TABLE `sync_preferences` (
	`user_id` text PRIMARY KEY NOT NULL,
	`watch` text NOT NULL,
	`time_zone` text NOT NULL,
	`quiet_from` integer,
	`quiet_to` integer,
	`announce_freely` integer NOT NULL,
	`cost_cap_cents` integer,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

ALTER TABLE `sync_requests` ADD `plan_hash` text;
ALTER TABLE `sync_targets` ADD `proof_key` text;
ALTER TABLE `sync_targets` ADD `proof_media_id` text;
ALTER TABLE `user_platforms` ADD `sync_avatar` integer DEFAULT true NOT NULL;
ALTER TABLE `user_platforms` ADD `sync_banner` integer DEFAULT true NOT NULL;