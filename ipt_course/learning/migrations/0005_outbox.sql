-- Statements on their way to a learning record store, and those that arrived. One row for each answer and store.
CREATE TABLE delivery (
  lrs TEXT NOT NULL,
  attempt TEXT NOT NULL,
  learner TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  due TEXT NOT NULL,
  sent TEXT,
  trouble TEXT,
  PRIMARY KEY (lrs, attempt)
);
CREATE INDEX delivery_waiting ON delivery (lrs, due) WHERE sent IS NULL;
CREATE INDEX delivery_by_learner ON delivery (learner);

-- Who was forgotten, as a mark that cannot be turned back into a number: a restored copy forgets them again.
CREATE TABLE forgotten (
  mark TEXT PRIMARY KEY,
  at TEXT NOT NULL
);
