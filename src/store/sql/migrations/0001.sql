-- The log and what stands beside it. Ids and counters only: all content is sealed.

CREATE TABLE event (
  seq INTEGER PRIMARY KEY,
  stream_type INTEGER NOT NULL,
  stream BLOB NOT NULL,
  version INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  schema INTEGER NOT NULL,
  day INTEGER NOT NULL,
  submission BLOB NOT NULL,
  prev BLOB NOT NULL,
  hash BLOB NOT NULL,
  UNIQUE (stream, version)
) STRICT;

CREATE TABLE event_part (
  seq INTEGER NOT NULL REFERENCES event (seq),
  keygroup INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (seq, keygroup)
) STRICT, WITHOUT ROWID;

-- The log only grows: a mistake of the program fails here before it can do harm.
CREATE TRIGGER event_kept_delete BEFORE DELETE ON event
  BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER event_kept_update BEFORE UPDATE ON event
  BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER event_part_kept_delete BEFORE DELETE ON event_part
  BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER event_part_kept_update BEFORE UPDATE ON event_part
  BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;

CREATE TABLE submission (
  id BLOB PRIMARY KEY,
  person BLOB NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  subject_type INTEGER NOT NULL,
  subject BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
  kind INTEGER NOT NULL,
  key BLOB NOT NULL,
  owner BLOB NOT NULL,
  expires_us INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT;
CREATE INDEX record_owner ON record (kind, owner);
CREATE INDEX record_expires ON record (expires_us) WHERE expires_us > 0;

CREATE TABLE read_log (
  seq INTEGER PRIMARY KEY,
  day INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  prev BLOB NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER read_log_kept_delete BEFORE DELETE ON read_log
  BEGIN SELECT RAISE(ABORT, 'the read log only grows'); END;
CREATE TRIGGER read_log_kept_update BEFORE UPDATE ON read_log
  BEGIN SELECT RAISE(ABORT, 'the read log only grows'); END;
