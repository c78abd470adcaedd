-- The record of what happened to an account is written once. Rows go only when their retention has ended: 400 days.
CREATE TRIGGER `audit_events_no_update` BEFORE UPDATE ON `audit_events`
BEGIN
	SELECT RAISE(ABORT, 'audit_events is append-only');
END;
CREATE TRIGGER `audit_events_no_early_delete` BEFORE DELETE ON `audit_events`
WHEN OLD.`at` > (unixepoch() - 400 * 86400) * 1000
BEGIN
	SELECT RAISE(ABORT, 'audit_events are kept for 400 days');
END;
