-- Reviews of cards. One is taken back by another that names it; rows are never changed.
CREATE TABLE review (
  id TEXT PRIMARY KEY,
  learner TEXT NOT NULL,
  item TEXT NOT NULL,
  rating INTEGER NOT NULL CHECK (rating BETWEEN 0 AND 4),
  undoes TEXT,
  recall REAL,
  at TEXT NOT NULL
);
CREATE INDEX review_by_learner ON review (learner, at);

CREATE TRIGGER review_is_append_only BEFORE UPDATE ON review
BEGIN SELECT RAISE(ABORT, 'reviews are never changed'); END;
