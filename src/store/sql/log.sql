-- The log, the submissions, the read log.

-- name: event_insert
INSERT INTO event (seq, stream_type, stream, version, kind, schema, day, submission, prev, hash)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);

-- name: part_insert
INSERT INTO event_part (seq, keygroup, generation, bytes) VALUES (?1, ?2, ?3, ?4);

-- One row for each part; an event without parts gives one row with keygroup 0.
-- name: event_each
SELECT e.seq, e.stream_type, e.stream, e.version, e.kind, e.schema, e.day, e.submission, e.prev, e.hash,
coalesce(p.keygroup, 0), coalesce(p.generation, 0), coalesce(p.bytes, x'')
FROM event e LEFT JOIN event_part p ON p.seq = e.seq
WHERE e.seq >= ?1 ORDER BY e.seq, p.keygroup;

-- name: stream_each
SELECT e.seq, e.stream_type, e.stream, e.version, e.kind, e.schema, e.day, e.submission, e.prev, e.hash,
coalesce(p.keygroup, 0), coalesce(p.generation, 0), coalesce(p.bytes, x'')
FROM event e LEFT JOIN event_part p ON p.seq = e.seq
WHERE e.stream = ?1 ORDER BY e.version, p.keygroup;

-- name: part_count
SELECT count(*) FROM event_part WHERE seq <= ?1;

-- name: head
SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1;

-- The newest versions come from the index alone; only their rows are looked up for the type.
-- name: stream_heads
SELECT e.stream_type, e.stream, e.version
FROM (SELECT stream AS stream, max(version) AS version FROM event GROUP BY stream) h
JOIN event e ON e.stream = h.stream AND e.version = h.version;

-- name: submission_insert
INSERT INTO submission (id, person, first_seq, last_seq, subject_type, subject)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: submission_find
SELECT person, first_seq, last_seq, subject_type, subject FROM submission WHERE id = ?1;

-- name: read_insert
INSERT INTO read_log (seq, day, bytes, prev, hash) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: read_head
SELECT seq, hash FROM read_log ORDER BY seq DESC LIMIT 1;

-- name: read_each
SELECT seq, day, bytes, prev, hash FROM read_log WHERE seq >= ?1 ORDER BY seq;
