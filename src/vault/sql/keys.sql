-- name: master_insert
INSERT INTO master (id, source, cost, salt, wrapped, secrets) VALUES (1, ?1, ?2, ?3, ?4, ?5);

-- name: master_get
SELECT source, cost, salt, wrapped, secrets FROM master WHERE id = 1;

-- name: master_rewrap
UPDATE master SET salt = ?1, wrapped = ?2 WHERE id = 1;

-- name: wrap_insert
INSERT INTO wrap (keygroup, stream, generation, wrapped) VALUES (?1, ?2, ?3, ?4);

-- name: wrap_get
SELECT wrapped FROM wrap WHERE keygroup = ?1 AND stream = ?2 AND generation = ?3;

-- name: wrap_newest
SELECT generation, length(wrapped) FROM wrap WHERE keygroup = ?1 AND stream = ?2
ORDER BY generation DESC LIMIT 1;

-- name: wrap_shred
UPDATE wrap SET wrapped = x'' WHERE keygroup = ?1 AND stream = ?2;

-- name: wrap_each
SELECT DISTINCT keygroup, stream FROM wrap ORDER BY keygroup, stream;

-- name: wrap_delete
DELETE FROM wrap WHERE keygroup = ?1 AND stream = ?2;
