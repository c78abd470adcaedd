CREATE TABLE `emails` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text,
	`template` text NOT NULL,
	`recipient` text NOT NULL,
	`sealed_values` text NOT NULL,
	`created_at` integer NOT NULL,
	`sent_at` integer,
	`failed_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE INDEX `emails_unsent` ON `emails` (`created_at`) WHERE sent_at is null and failed_at is null;
CREATE TABLE `mail_tokens` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`purpose` text NOT NULL,
	`email` text NOT NULL,
	`browser_hash` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE UNIQUE INDEX `mail_tokens_user_purpose` ON `mail_tokens` (`user_id`,`purpose`);
CREATE TABLE `password_credentials` (
	`user_id` text PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`token_hash` text NOT NULL,
	`user_agent` text,
	`created_at` integer NOT NULL,
	`last_used_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE UNIQUE INDEX `sessions_token_hash` ON `sessions` (`token_hash`);
CREATE INDEX `sessions_user` ON `sessions` (`user_id`);
CREATE INDEX `sessions_expires` ON `sessions` (`expires_at`);
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`email_key` text NOT NULL,
	`email_verified_at` integer,
	`first_name` text,
	`last_name` text,
	`role` text DEFAULT 'user' NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);

CREATE UNIQUE INDEX `users_email_key` ON `users` (`email_key`);
CREATE TABLE `image_variants` (
	`id` text PRIMARY KEY NOT NULL,
	`image_id` text NOT NULL,
	`user_id` text NOT NULL,
	`crop_version` integer NOT NULL,
	`platform` text NOT NULL,
	`slot` text NOT NULL,
	`width` integer NOT NULL,
	`height` integer NOT NULL,
	`format` text NOT NULL,
	`bytes` integer NOT NULL,
	`sha256` text NOT NULL,
	`r2_key` text NOT NULL,
	`media_id` text NOT NULL,
	`fingerprint` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`image_id`) REFERENCES `images`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE UNIQUE INDEX `image_variants_once` ON `image_variants` (`image_id`,`crop_version`,`platform`,`slot`);
CREATE UNIQUE INDEX `image_variants_media` ON `image_variants` (`media_id`);
CREATE INDEX `image_variants_user` ON `image_variants` (`user_id`);
CREATE TABLE `images` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`rejected_reason` text,
	`original_key` text NOT NULL,
	`original_sha256` text NOT NULL,
	`original_format` text NOT NULL,
	`original_bytes` integer NOT NULL,
	`width` integer NOT NULL,
	`height` integer NOT NULL,
	`crop_x` real,
	`crop_y` real,
	`crop_width` real,
	`crop_height` real,
	`crop_rotation` integer DEFAULT 0 NOT NULL,
	`crop_version` integer DEFAULT 1 NOT NULL,
	`former_crop` text,
	`crop_rejected_reason` text,
	`alt_text` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE INDEX `images_user` ON `images` (`user_id`,`created_at`);
CREATE TABLE `look_overrides` (
	`id` text PRIMARY KEY NOT NULL,
	`look_id` text NOT NULL,
	`connection_id` text NOT NULL,
	`slot` text NOT NULL,
	`image_id` text,
	`r2_key` text,
	`sha256` text,
	`is_default` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`look_id`) REFERENCES `looks`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`image_id`) REFERENCES `images`(`id`) ON UPDATE no action ON DELETE set null
);

CREATE UNIQUE INDEX `look_overrides_once` ON `look_overrides` (`look_id`,`connection_id`,`slot`);
CREATE TABLE `looks` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`avatar_image_id` text,
	`banner_image_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`avatar_image_id`) REFERENCES `images`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`banner_image_id`) REFERENCES `images`(`id`) ON UPDATE no action ON DELETE set null
);

CREATE INDEX `looks_user` ON `looks` (`user_id`,`kind`);
CREATE TABLE `connect_flows` (
	`state_hash` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`session_id` text NOT NULL,
	`platform_id` text NOT NULL,
	`sealed_flow` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE INDEX `connect_flows_expires` ON `connect_flows` (`expires_at`);
CREATE TABLE `dead_letters` (
	`id` text PRIMARY KEY NOT NULL,
	`queue` text NOT NULL,
	`body` text NOT NULL,
	`attempts` integer NOT NULL,
	`created_at` integer NOT NULL
);

CREATE TABLE `outbox` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`sends` integer DEFAULT 0 NOT NULL
);

CREATE INDEX `outbox_due` ON `outbox` (`due_at`);
CREATE TABLE `platforms` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`base_url` text NOT NULL,
	`api_version` text NOT NULL,
	`updated_at` integer NOT NULL
);

CREATE TABLE `sync_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`look_id` text,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`finished_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`look_id`) REFERENCES `looks`(`id`) ON UPDATE no action ON DELETE set null
);

CREATE INDEX `sync_requests_user` ON `sync_requests` (`user_id`,`created_at`);
CREATE INDEX `sync_requests_open` ON `sync_requests` (`updated_at`) WHERE state = 'running';
CREATE TABLE `sync_targets` (
	`id` text PRIMARY KEY NOT NULL,
	`sync_request_id` text NOT NULL,
	`user_id` text NOT NULL,
	`connection_id` text,
	`platform_id` text NOT NULL,
	`handle` text NOT NULL,
	`profile_url` text NOT NULL,
	`slot` text NOT NULL,
	`image_id` text,
	`state` text NOT NULL,
	`waiting_on` text NOT NULL,
	`reason` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_attempt_at` integer,
	`sent_variant_id` text,
	`sent_sha256` text,
	`shown_url` text,
	`shown_distance` integer,
	`verified_by` text,
	`checked_at` integer,
	`revision` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`sync_request_id`) REFERENCES `sync_requests`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`connection_id`) REFERENCES `user_platforms`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`image_id`) REFERENCES `images`(`id`) ON UPDATE no action ON DELETE set null
);

CREATE UNIQUE INDEX `sync_targets_once` ON `sync_targets` (`sync_request_id`,`connection_id`,`slot`);
CREATE INDEX `sync_targets_connection` ON `sync_targets` (`connection_id`,`slot`);
CREATE TABLE `sync_watch` (
	`user_id` text PRIMARY KEY NOT NULL,
	`next_due_at` integer,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE INDEX `sync_watch_due` ON `sync_watch` (`next_due_at`);
CREATE TABLE `user_platforms` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`platform_id` text NOT NULL,
	`account_id` text NOT NULL,
	`handle` text NOT NULL,
	`host` text,
	`profile_url` text NOT NULL,
	`status` text NOT NULL,
	`status_reason` text,
	`scopes` text NOT NULL,
	`sealed_grant` text NOT NULL,
	`grant_generation` integer DEFAULT 1 NOT NULL,
	`token_expires_at` integer,
	`last_success_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`platform_id`) REFERENCES `platforms`(`id`) ON UPDATE no action ON DELETE no action
);

CREATE UNIQUE INDEX `user_platforms_account` ON `user_platforms` (`user_id`,`platform_id`,`account_id`);