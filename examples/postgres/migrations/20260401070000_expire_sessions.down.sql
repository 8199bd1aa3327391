-- The sessions removed had expired: they do not come back, and nobody misses them.
DROP INDEX sessions_expiry_idx;
