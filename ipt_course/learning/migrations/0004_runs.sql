-- Simulated sessions: a run, and what happened in it step by step. A run and its moves make the same conversation
-- again, so nothing else of it need be kept. Rows are added and never changed.
CREATE TABLE run (
  id TEXT PRIMARY KEY,
  learner TEXT NOT NULL,
  session TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  seed TEXT NOT NULL,
  carried TEXT NOT NULL,
  origin TEXT,
  origin_turn INTEGER,
  feedback TEXT NOT NULL CHECK (feedback IN ('turn', 'end')),
  at TEXT NOT NULL,
  app_version TEXT NOT NULL
);
CREATE INDEX run_by_learner ON run (learner, session, at);

-- A second step with the same number would be a fork of the run: there is only ever one.
CREATE TABLE step (
  id TEXT PRIMARY KEY,
  learner TEXT NOT NULL,
  run TEXT NOT NULL,
  n INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('move', 'left', 'ended', 'rated')),
  value TEXT NOT NULL,
  seconds INTEGER,
  at TEXT NOT NULL,
  UNIQUE (run, n)
);
CREATE INDEX step_by_learner ON step (learner, run, n);

CREATE TRIGGER run_is_append_only BEFORE UPDATE ON run
BEGIN SELECT RAISE(ABORT, 'runs are never changed'); END;
CREATE TRIGGER step_is_append_only BEFORE UPDATE ON step
BEGIN SELECT RAISE(ABORT, 'steps are never changed'); END;

CREATE TRIGGER run_is_seen AFTER INSERT ON run
BEGIN
  INSERT INTO learner (learner, begun, seen, days) VALUES (NEW.learner, NEW.at, NEW.at, 1)
    ON CONFLICT (learner) DO UPDATE SET
      days = days + (seen IS NULL OR substr(excluded.seen, 1, 10) > substr(seen, 1, 10)),
      begun = min(coalesce(begun, excluded.begun), excluded.begun),
      seen = max(coalesce(seen, excluded.seen), excluded.seen);
END;
CREATE TRIGGER step_is_seen AFTER INSERT ON step
BEGIN
  INSERT INTO learner (learner, begun, seen, days) VALUES (NEW.learner, NEW.at, NEW.at, 1)
    ON CONFLICT (learner) DO UPDATE SET
      days = days + (seen IS NULL OR substr(excluded.seen, 1, 10) > substr(seen, 1, 10)),
      begun = min(coalesce(begun, excluded.begun), excluded.begun),
      seen = max(coalesce(seen, excluded.seen), excluded.seen);
END;
