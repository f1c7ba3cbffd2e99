-- Everything about a learner is a query over these two append-only tables.
CREATE TABLE attempt (
  id TEXT PRIMARY KEY,
  learner TEXT NOT NULL,
  item TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  kind TEXT NOT NULL,
  "use" TEXT NOT NULL,
  try_no INTEGER NOT NULL,
  response TEXT NOT NULL,
  outcome TEXT NOT NULL,
  score REAL,
  hints INTEGER NOT NULL,
  confidence INTEGER,
  seconds INTEGER,
  at TEXT NOT NULL,
  app_version TEXT NOT NULL
);
CREATE INDEX attempt_by_learner ON attempt (learner, item, at);

CREATE TABLE event (
  id TEXT PRIMARY KEY,
  learner TEXT NOT NULL,
  item TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('hint', 'reveal', 'again')),
  n INTEGER NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX event_by_learner ON event (learner, item, at);

CREATE TRIGGER attempt_is_append_only BEFORE UPDATE ON attempt
BEGIN SELECT RAISE(ABORT, 'attempts are never changed'); END;
CREATE TRIGGER event_is_append_only BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
