-- Groups of learners, and what an instructor's pages ask of all learners at once.

-- A group; whoever knows its code can join.
CREATE TABLE cohort (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  at TEXT NOT NULL
);

-- Joining and leaving (cohort NULL). A learner's last row holds; rows are never changed.
CREATE TABLE membership (
  id TEXT PRIMARY KEY,
  learner TEXT NOT NULL,
  cohort TEXT REFERENCES cohort (code),
  at TEXT NOT NULL
);
CREATE INDEX membership_by_learner ON membership (learner, at);
CREATE TRIGGER membership_is_append_only BEFORE UPDATE ON membership
BEGIN SELECT RAISE(ABORT, 'memberships are never changed'); END;

-- What follows is derived: triggers write it when a row arrives, and nothing else does. First tries are
-- what is measured, and a million attempts are too many to look through for them each time a page is opened.
-- Numbers stand for long texts, so that one pass over all first tries takes a fraction of a second.

-- Everyone of whom something is kept. days: on how many days there was work, in the order it arrived.
CREATE TABLE learner (
  no INTEGER PRIMARY KEY,
  learner TEXT NOT NULL UNIQUE,
  cohort TEXT,
  begun TEXT,
  seen TEXT,
  days INTEGER NOT NULL DEFAULT 0
);

-- An exercise in one wording.
CREATE TABLE edition (
  no INTEGER PRIMARY KEY,
  item TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  kind TEXT NOT NULL,
  "use" TEXT NOT NULL,
  UNIQUE (item, content_hash)
);

-- What was chosen there, as in attempt.response; empty for kinds without options.
CREATE TABLE answer (
  no INTEGER PRIMARY KEY,
  edition INTEGER NOT NULL,
  choice TEXT NOT NULL,
  UNIQUE (edition, choice)
);

-- A learner's first answer to an exercise, whatever its wording.
CREATE TABLE first_try (
  learner INTEGER NOT NULL REFERENCES learner (no) ON DELETE CASCADE,
  edition INTEGER NOT NULL,
  answer INTEGER NOT NULL,
  score REAL,
  hints INTEGER NOT NULL,
  confidence INTEGER,
  seconds INTEGER,
  day TEXT NOT NULL,
  PRIMARY KEY (learner, edition)
) WITHOUT ROWID;
CREATE INDEX first_try_by_edition ON first_try (edition);
-- All that a count of equal answers looks at, in the order in which it counts.
CREATE INDEX first_try_by_answer ON first_try (answer, confidence, hints, score, day);

-- Later tries at an exercise: who, and how well.
CREATE INDEX attempt_again ON attempt (item, content_hash, learner, score) WHERE try_no > 1;

-- A learner's way through a lesson: exercises answered; first tries without hints at the pre-test and the
-- post-test, and their points; the last day on which an exercise was new.
CREATE TABLE progress (
  learner INTEGER NOT NULL REFERENCES learner (no) ON DELETE CASCADE,
  lesson TEXT NOT NULL,
  answered INTEGER NOT NULL,
  before INTEGER NOT NULL,
  before_points REAL NOT NULL,
  after INTEGER NOT NULL,
  after_points REAL NOT NULL,
  day TEXT NOT NULL,
  PRIMARY KEY (learner, lesson)
) WITHOUT ROWID;

CREATE TRIGGER attempt_is_counted AFTER INSERT ON attempt
BEGIN
  INSERT INTO learner (learner, begun, seen, days) VALUES (NEW.learner, NEW.at, NEW.at, 1)
    ON CONFLICT (learner) DO UPDATE SET
      days = days + (seen IS NULL OR substr(excluded.seen, 1, 10) > substr(seen, 1, 10)),
      begun = min(coalesce(begun, excluded.begun), excluded.begun),
      seen = max(coalesce(seen, excluded.seen), excluded.seen);
  INSERT INTO edition (item, content_hash, kind, "use")
    SELECT NEW.item, NEW.content_hash, NEW.kind, NEW."use" WHERE NEW.try_no = 1
    ON CONFLICT (item, content_hash) DO NOTHING;
  INSERT INTO answer (edition, choice)
    SELECT no, CASE WHEN NEW.kind IN ('choice', 'multiple') AND length(NEW.response) <= 500 THEN NEW.response ELSE '' END
    FROM edition WHERE NEW.try_no = 1 AND item = NEW.item AND content_hash = NEW.content_hash
    ON CONFLICT (edition, choice) DO NOTHING;
  INSERT INTO first_try (learner, edition, answer, score, hints, confidence, seconds, day)
    SELECT learner.no, edition.no, answer.no, NEW.score, NEW.hints, NEW.confidence, NEW.seconds, substr(NEW.at, 1, 10)
    FROM learner
    JOIN edition ON edition.item = NEW.item AND edition.content_hash = NEW.content_hash
    JOIN answer ON answer.edition = edition.no
      AND answer.choice = CASE WHEN NEW.kind IN ('choice', 'multiple') AND length(NEW.response) <= 500 THEN NEW.response ELSE '' END
    WHERE NEW.try_no = 1 AND learner.learner = NEW.learner AND NOT EXISTS (
      SELECT 1 FROM edition AS any_wording JOIN first_try ON first_try.edition = any_wording.no
      WHERE any_wording.item = NEW.item AND first_try.learner = learner.no
    );
END;

CREATE TRIGGER first_try_is_counted AFTER INSERT ON first_try
BEGIN
  INSERT INTO progress (learner, lesson, answered, before, before_points, after, after_points, day)
    SELECT NEW.learner, substr(item, 1, instr(item, '.') - 1), 1,
      "use" = 'pretest' AND measured, CASE WHEN "use" = 'pretest' AND measured THEN NEW.score ELSE 0 END,
      "use" = 'posttest' AND measured, CASE WHEN "use" = 'posttest' AND measured THEN NEW.score ELSE 0 END,
      NEW.day
    FROM (SELECT item, "use", NEW.hints = 0 AND NEW.score IS NOT NULL AS measured FROM edition WHERE no = NEW.edition)
    WHERE true
    ON CONFLICT (learner, lesson) DO UPDATE SET
      answered = answered + 1,
      before = before + excluded.before,
      before_points = before_points + excluded.before_points,
      after = after + excluded.after,
      after_points = after_points + excluded.after_points,
      day = max(day, excluded.day);
END;

CREATE TRIGGER event_is_seen AFTER INSERT ON event
BEGIN
  INSERT INTO learner (learner, begun, seen, days) VALUES (NEW.learner, NEW.at, NEW.at, 1)
    ON CONFLICT (learner) DO UPDATE SET
      days = days + (seen IS NULL OR substr(excluded.seen, 1, 10) > substr(seen, 1, 10)),
      begun = min(coalesce(begun, excluded.begun), excluded.begun),
      seen = max(coalesce(seen, excluded.seen), excluded.seen);
END;

CREATE TRIGGER review_is_seen AFTER INSERT ON review
BEGIN
  INSERT INTO learner (learner, begun, seen, days) VALUES (NEW.learner, NEW.at, NEW.at, 1)
    ON CONFLICT (learner) DO UPDATE SET
      days = days + (seen IS NULL OR substr(excluded.seen, 1, 10) > substr(seen, 1, 10)),
      begun = min(coalesce(begun, excluded.begun), excluded.begun),
      seen = max(coalesce(seen, excluded.seen), excluded.seen);
END;

CREATE TRIGGER membership_is_known AFTER INSERT ON membership
BEGIN
  INSERT INTO learner (learner, cohort) VALUES (NEW.learner, NEW.cohort)
    ON CONFLICT (learner) DO UPDATE SET cohort = excluded.cohort;
END;

-- The same for what was kept before.
INSERT INTO learner (learner, begun, seen, days)
  SELECT learner, min(at), max(at), count(DISTINCT substr(at, 1, 10))
  FROM (SELECT learner, at FROM attempt UNION ALL SELECT learner, at FROM event UNION ALL SELECT learner, at FROM review)
  GROUP BY learner ORDER BY min(at);
INSERT INTO edition (item, content_hash, kind, "use")
  SELECT item, content_hash, min(kind), min("use") FROM attempt WHERE try_no = 1
  GROUP BY item, content_hash ORDER BY min(rowid);
INSERT INTO answer (edition, choice)
  SELECT DISTINCT edition.no, CASE WHEN attempt.kind IN ('choice', 'multiple') AND length(attempt.response) <= 500 THEN attempt.response ELSE '' END
  FROM attempt JOIN edition ON edition.item = attempt.item AND edition.content_hash = attempt.content_hash
  WHERE try_no = 1;
INSERT INTO first_try (learner, edition, answer, score, hints, confidence, seconds, day)
  SELECT learner.no, edition.no, answer.no, score, hints, confidence, seconds, substr(at, 1, 10)
  FROM (
    SELECT *, row_number() OVER (PARTITION BY learner, item ORDER BY rowid) AS nth FROM attempt WHERE try_no = 1
  ) AS attempt
  JOIN learner ON learner.learner = attempt.learner
  JOIN edition ON edition.item = attempt.item AND edition.content_hash = attempt.content_hash
  JOIN answer ON answer.edition = edition.no
    AND answer.choice = CASE WHEN attempt.kind IN ('choice', 'multiple') AND length(attempt.response) <= 500 THEN attempt.response ELSE '' END
  WHERE nth = 1;
