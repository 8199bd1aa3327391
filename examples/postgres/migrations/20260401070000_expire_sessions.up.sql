-- Sessions that ended are of no use to anyone, and the job that will remove
-- them from now on needs an index.
DELETE FROM sessions WHERE expires_at < now();

CREATE INDEX sessions_expiry_idx ON sessions (expires_at);
