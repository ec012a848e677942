-- Small sealed records: sessions, drafts, uploads.

-- name: record_put
INSERT INTO record (kind, key, owner, expires_us, bytes) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (kind, key) DO UPDATE SET owner = excluded.owner, expires_us = excluded.expires_us,
bytes = excluded.bytes;

-- name: record_update
UPDATE record SET owner = ?3, expires_us = ?4, bytes = ?5 WHERE kind = ?1 AND key = ?2;

-- name: record_get
SELECT owner, expires_us, bytes FROM record
WHERE kind = ?1 AND key = ?2 AND (expires_us = 0 OR expires_us > ?3);

-- name: record_delete
DELETE FROM record WHERE kind = ?1 AND key = ?2;

-- name: record_delete_owner
DELETE FROM record WHERE kind = ?1 AND owner = ?2;

-- name: record_expire
DELETE FROM record WHERE expires_us > 0 AND expires_us <= ?1;

-- name: record_each
SELECT key, owner, expires_us, bytes FROM record WHERE kind = ?1 ORDER BY key;
