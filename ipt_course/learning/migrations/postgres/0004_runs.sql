-- Simulated sessions: a run, and what happened in it step by step. See the file of the same name for SQLite.
CREATE TABLE run (
  rowid BIGINT GENERATED ALWAYS AS IDENTITY,
  id TEXT COLLATE "C" PRIMARY KEY,
  learner TEXT COLLATE "C" NOT NULL,
  session TEXT COLLATE "C" NOT NULL,
  content_hash TEXT COLLATE "C" NOT NULL,
  seed TEXT COLLATE "C" NOT NULL,
  carried TEXT COLLATE "C" NOT NULL,
  origin TEXT COLLATE "C",
  origin_turn INTEGER,
  feedback TEXT COLLATE "C" NOT NULL CHECK (feedback IN ('turn', 'end')),
  at TEXT COLLATE "C" NOT NULL,
  app_version TEXT COLLATE "C" NOT NULL
);
CREATE INDEX run_by_learner ON run (learner, session, at);

CREATE TABLE step (
  rowid BIGINT GENERATED ALWAYS AS IDENTITY,
  id TEXT COLLATE "C" PRIMARY KEY,
  learner TEXT COLLATE "C" NOT NULL,
  run TEXT COLLATE "C" NOT NULL,
  n INTEGER NOT NULL,
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('move', 'left', 'ended', 'rated')),
  value TEXT COLLATE "C" NOT NULL,
  seconds INTEGER,
  at TEXT COLLATE "C" NOT NULL,
  UNIQUE (run, n)
);
CREATE INDEX step_by_learner ON step (learner, run, n);

CREATE TRIGGER run_is_append_only BEFORE UPDATE ON run FOR EACH ROW EXECUTE FUNCTION is_append_only();
CREATE TRIGGER step_is_append_only BEFORE UPDATE ON step FOR EACH ROW EXECUTE FUNCTION is_append_only();
CREATE TRIGGER run_is_seen AFTER INSERT ON run FOR EACH ROW EXECUTE FUNCTION count_seen();
CREATE TRIGGER step_is_seen AFTER INSERT ON step FOR EACH ROW EXECUTE FUNCTION count_seen();
