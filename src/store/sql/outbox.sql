-- Letters still to be sent (store.h).

-- name: outbox_insert
INSERT INTO outbox (id, seq, place, stream_type, stream, due_us, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- name: outbox_due
SELECT id, seq, place, stream_type, stream, due_us, bytes FROM outbox
WHERE due_us <= ?1 ORDER BY due_us, seq, place LIMIT ?2;

-- name: outbox_of_stream
SELECT id, seq, place, stream_type, stream, due_us, bytes FROM outbox WHERE stream = ?1 ORDER BY seq, place;

-- name: outbox_get
SELECT id, seq, place, stream_type, stream, due_us, bytes FROM outbox WHERE id = ?1;

-- name: outbox_count
SELECT count(*) FROM outbox;

-- name: outbox_delete
DELETE FROM outbox WHERE id = ?1;
