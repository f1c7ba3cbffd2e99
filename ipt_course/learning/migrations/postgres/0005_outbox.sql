-- Statements on their way to a learning record store, and marks of who was forgotten. See the file of the same name
-- for SQLite.
CREATE TABLE delivery (
  lrs TEXT COLLATE "C" NOT NULL,
  attempt TEXT COLLATE "C" NOT NULL,
  learner TEXT COLLATE "C" NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  due TEXT COLLATE "C" NOT NULL,
  sent TEXT COLLATE "C",
  trouble TEXT COLLATE "C",
  PRIMARY KEY (lrs, attempt)
);
CREATE INDEX delivery_waiting ON delivery (lrs, due) WHERE sent IS NULL;
CREATE INDEX delivery_by_learner ON delivery (learner);

-- Who was forgotten, as a mark that cannot be turned back into a number: a restored copy forgets them again.
CREATE TABLE forgotten (
  mark TEXT COLLATE "C" PRIMARY KEY,
  at TEXT COLLATE "C" NOT NULL
);
