DROP EVENT expire_sessions_hourly;
DROP PROCEDURE expire_sessions;
ALTER TABLE sessions DROP INDEX sessions_expiry_idx;
