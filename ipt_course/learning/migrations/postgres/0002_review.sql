-- Reviews of cards. One is taken back by another that names it; rows are never changed.
CREATE TABLE review (
  rowid BIGINT GENERATED ALWAYS AS IDENTITY,
  id TEXT COLLATE "C" PRIMARY KEY,
  learner TEXT COLLATE "C" NOT NULL,
  item TEXT COLLATE "C" NOT NULL,
  rating INTEGER NOT NULL CHECK (rating BETWEEN 0 AND 4),
  undoes TEXT COLLATE "C",
  recall DOUBLE PRECISION,
  at TEXT COLLATE "C" NOT NULL
);
CREATE INDEX review_by_learner ON review (learner, at);

CREATE TRIGGER review_is_append_only BEFORE UPDATE ON review FOR EACH ROW EXECUTE FUNCTION is_append_only();
