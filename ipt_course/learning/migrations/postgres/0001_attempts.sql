-- Everything about a learner is a query over these two append-only tables. "rowid" is the order of arrival, as in SQLite.
CREATE TABLE attempt (
  rowid BIGINT GENERATED ALWAYS AS IDENTITY,
  id TEXT COLLATE "C" PRIMARY KEY,
  learner TEXT COLLATE "C" NOT NULL,
  item TEXT COLLATE "C" NOT NULL,
  content_hash TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  "use" TEXT COLLATE "C" NOT NULL,
  try_no INTEGER NOT NULL,
  response TEXT COLLATE "C" NOT NULL,
  outcome TEXT COLLATE "C" NOT NULL,
  score DOUBLE PRECISION,
  hints INTEGER NOT NULL,
  confidence INTEGER,
  seconds INTEGER,
  at TEXT COLLATE "C" NOT NULL,
  app_version TEXT COLLATE "C" NOT NULL
);
CREATE INDEX attempt_by_learner ON attempt (learner, item, at);

CREATE TABLE event (
  rowid BIGINT GENERATED ALWAYS AS IDENTITY,
  id TEXT COLLATE "C" PRIMARY KEY,
  learner TEXT COLLATE "C" NOT NULL,
  item TEXT COLLATE "C" NOT NULL,
  content_hash TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('hint', 'reveal', 'again')),
  n INTEGER NOT NULL,
  at TEXT COLLATE "C" NOT NULL
);
CREATE INDEX event_by_learner ON event (learner, item, at);

CREATE FUNCTION is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%s are never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER attempt_is_append_only BEFORE UPDATE ON attempt FOR EACH ROW EXECUTE FUNCTION is_append_only();
CREATE TRIGGER event_is_append_only BEFORE UPDATE ON event FOR EACH ROW EXECUTE FUNCTION is_append_only();
