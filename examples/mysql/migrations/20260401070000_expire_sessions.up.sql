-- Sessions that ended are of no use to anyone. A server with the event scheduler
-- on removes them every hour; with it off, the event waits, and the procedure can
-- be called from outside. In batches, so that no lock is held for long.
ALTER TABLE sessions ADD INDEX sessions_expiry_idx (expires_at);

CREATE PROCEDURE expire_sessions(IN batch_size INT UNSIGNED)
SQL SECURITY INVOKER
MODIFIES SQL DATA
BEGIN
  REPEAT
    DELETE FROM sessions WHERE expires_at < CURRENT_TIMESTAMP(3) ORDER BY expires_at LIMIT batch_size;
  UNTIL ROW_COUNT() = 0 END REPEAT;
END;

CREATE EVENT expire_sessions_hourly
ON SCHEDULE EVERY 1 HOUR STARTS '2026-04-01 00:05:00'
ON COMPLETION PRESERVE
COMMENT 'Removes what has expired'
DO BEGIN
  CALL expire_sessions(1000);
END;
