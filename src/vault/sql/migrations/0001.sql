-- Keys, each wrapped by the master key. Nothing here opens without it.

CREATE TABLE master (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  source INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  salt BLOB NOT NULL,
  wrapped BLOB NOT NULL,
  secrets BLOB NOT NULL
) STRICT;

-- A shredded key leaves its generation behind, so that no later key takes its place.
CREATE TABLE wrap (
  keygroup INTEGER NOT NULL,
  stream BLOB NOT NULL,
  generation INTEGER NOT NULL,
  wrapped BLOB NOT NULL,
  PRIMARY KEY (keygroup, stream, generation)
) STRICT, WITHOUT ROWID;
