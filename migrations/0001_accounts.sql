CREATE TABLE `audit_events` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`actor_id` text,
	`session_id` text,
	`action` text NOT NULL,
	`target` text,
	`outcome` text NOT NULL,
	`network` text NOT NULL,
	`user_agent` text,
	`request_id` text NOT NULL,
	`at` integer NOT NULL
);

CREATE INDEX `audit_events_user` ON `audit_events` (`user_id`,`at`);
CREATE INDEX `audit_events_at` ON `audit_events` (`at`);
CREATE TABLE `known_devices` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE INDEX `known_devices_user` ON `known_devices` (`user_id`);
CREATE INDEX `known_devices_used` ON `known_devices` (`last_used_at`);
CREATE TABLE `rate_buckets` (
	`key` text PRIMARY KEY NOT NULL,
	`empty_until` integer NOT NULL
);

CREATE INDEX `rate_buckets_empty_until` ON `rate_buckets` (`empty_until`);
CREATE TABLE `user_profiles` (
	`user_id` text PRIMARY KEY NOT NULL,
	`handle` text NOT NULL,
	`handle_skeleton` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE UNIQUE INDEX `user_profiles_handle` ON `user_profiles` (`handle`);
CREATE UNIQUE INDEX `user_profiles_skeleton` ON `user_profiles` (`handle_skeleton`);
CREATE TABLE `vault_rotations` (
	`key_id` text PRIMARY KEY NOT NULL,
	`started_at` integer NOT NULL,
	`resealed` integer DEFAULT 0 NOT NULL,
	`finished_at` integer
);

CREATE TABLE `identities` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`provider` text NOT NULL,
	`subject` text NOT NULL,
	`email` text,
	`name` text,
	`created_at` integer NOT NULL,
	`last_used_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE UNIQUE INDEX `identities_subject` ON `identities` (`provider`,`subject`);
CREATE INDEX `identities_user` ON `identities` (`user_id`);
CREATE TABLE `login_flows` (
	`state_hash` text PRIMARY KEY NOT NULL,
	`provider` text NOT NULL,
	`purpose` text NOT NULL,
	`user_id` text,
	`session_id` text,
	`browser_hash` text NOT NULL,
	`sealed_flow` text NOT NULL,
	`next_path` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE INDEX `login_flows_expires` ON `login_flows` (`expires_at`);
CREATE TABLE `passkey_challenges` (
	`challenge_hash` text PRIMARY KEY NOT NULL,
	`purpose` text NOT NULL,
	`user_id` text,
	`session_id` text,
	`browser_hash` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE INDEX `passkey_challenges_expires` ON `passkey_challenges` (`expires_at`);
CREATE TABLE `passkeys` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`credential_id` text NOT NULL,
	`public_key` text NOT NULL,
	`counter` integer NOT NULL,
	`transports` text NOT NULL,
	`backed_up` integer NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE UNIQUE INDEX `passkeys_credential` ON `passkeys` (`credential_id`);
CREATE INDEX `passkeys_user` ON `passkeys` (`user_id`);
CREATE TABLE `pending_identities` (
	`browser_hash` text PRIMARY KEY NOT NULL,
	`provider` text NOT NULL,
	`subject` text NOT NULL,
	`name` text,
	`email` text,
	`token_hash` text,
	`suggested_email` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);

CREATE UNIQUE INDEX `pending_identities_token` ON `pending_identities` (`token_hash`);
CREATE INDEX `pending_identities_expires` ON `pending_identities` (`expires_at`);
CREATE TABLE `pending_sign_ins` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`method` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE INDEX `pending_sign_ins_user` ON `pending_sign_ins` (`user_id`);
CREATE INDEX `pending_sign_ins_expires` ON `pending_sign_ins` (`expires_at`);
CREATE TABLE `recovery_codes` (
	`code_hash` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE INDEX `recovery_codes_user` ON `recovery_codes` (`user_id`);
CREATE TABLE `totp_credentials` (
	`user_id` text PRIMARY KEY NOT NULL,
	`sealed_secret` text NOT NULL,
	`confirmed_at` integer,
	`last_step` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

ALTER TABLE `mail_tokens` ADD `address` text;
ALTER TABLE `sessions` ADD `network` text DEFAULT 'unknown' NOT NULL;
ALTER TABLE `sessions` ADD `method` text DEFAULT 'password' NOT NULL;
ALTER TABLE `sessions` ADD `two_factor` integer DEFAULT false NOT NULL;
ALTER TABLE `sessions` ADD `authenticated_at` integer DEFAULT 0 NOT NULL;