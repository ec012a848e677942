-- Letters that are still to be sent. They stand beside the log: written with the event that they tell of, removed when
-- the log says what became of them. Ids, places and times only: address and text are sealed in `bytes`.

CREATE TABLE outbox (
  id BLOB PRIMARY KEY,
  seq INTEGER NOT NULL REFERENCES event (seq),
  place INTEGER NOT NULL,
  stream_type INTEGER NOT NULL,
  stream BLOB NOT NULL,
  due_us INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (seq, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (due_us);
CREATE INDEX outbox_stream ON outbox (stream);
