-- Groups of learners, and what an instructor's pages ask of all learners at once. See the file of the same name
-- for SQLite, which says what each table is for.
CREATE TABLE cohort (
  code TEXT COLLATE "C" PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL UNIQUE,
  at TEXT COLLATE "C" NOT NULL
);

CREATE TABLE membership (
  rowid BIGINT GENERATED ALWAYS AS IDENTITY,
  id TEXT COLLATE "C" PRIMARY KEY,
  learner TEXT COLLATE "C" NOT NULL,
  cohort TEXT COLLATE "C" REFERENCES cohort (code),
  at TEXT COLLATE "C" NOT NULL
);
CREATE INDEX membership_by_learner ON membership (learner, at);
CREATE TRIGGER membership_is_append_only BEFORE UPDATE ON membership FOR EACH ROW EXECUTE FUNCTION is_append_only();

CREATE TABLE learner (
  no INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  learner TEXT COLLATE "C" NOT NULL UNIQUE,
  cohort TEXT COLLATE "C",
  begun TEXT COLLATE "C",
  seen TEXT COLLATE "C",
  days INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE edition (
  no INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item TEXT COLLATE "C" NOT NULL,
  content_hash TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  "use" TEXT COLLATE "C" NOT NULL,
  UNIQUE (item, content_hash)
);

CREATE TABLE answer (
  no INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  edition INTEGER NOT NULL,
  choice TEXT COLLATE "C" NOT NULL,
  UNIQUE (edition, choice)
);

CREATE TABLE first_try (
  learner INTEGER NOT NULL REFERENCES learner (no) ON DELETE CASCADE,
  edition INTEGER NOT NULL,
  answer INTEGER NOT NULL,
  score DOUBLE PRECISION,
  hints INTEGER NOT NULL,
  confidence INTEGER,
  seconds INTEGER,
  day TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (learner, edition)
);
CREATE INDEX first_try_by_edition ON first_try (edition);

CREATE INDEX attempt_again ON attempt (item, content_hash, learner, score) WHERE try_no > 1;

CREATE TABLE progress (
  learner INTEGER NOT NULL REFERENCES learner (no) ON DELETE CASCADE,
  lesson TEXT COLLATE "C" NOT NULL,
  answered INTEGER NOT NULL,
  before INTEGER NOT NULL,
  before_points DOUBLE PRECISION NOT NULL,
  after INTEGER NOT NULL,
  after_points DOUBLE PRECISION NOT NULL,
  day TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (learner, lesson)
);

CREATE FUNCTION count_seen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE learner SET
    days = days + CASE WHEN seen IS NULL OR left(NEW.at, 10) > left(seen, 10) THEN 1 ELSE 0 END,
    begun = least(begun, NEW.at),
    seen = greatest(seen, NEW.at)
    WHERE learner = NEW.learner;
  IF NOT FOUND THEN
    INSERT INTO learner AS known (learner, begun, seen, days) VALUES (NEW.learner, NEW.at, NEW.at, 1)
      ON CONFLICT (learner) DO UPDATE SET
        days = known.days + CASE WHEN known.seen IS NULL OR left(excluded.seen, 10) > left(known.seen, 10) THEN 1 ELSE 0 END,
        begun = least(known.begun, excluded.begun),
        seen = greatest(known.seen, excluded.seen);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER attempt_is_seen AFTER INSERT ON attempt FOR EACH ROW EXECUTE FUNCTION count_seen();
CREATE TRIGGER event_is_seen AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION count_seen();
CREATE TRIGGER review_is_seen AFTER INSERT ON review FOR EACH ROW EXECUTE FUNCTION count_seen();

CREATE FUNCTION count_first_try() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  option TEXT := CASE WHEN NEW.kind IN ('choice', 'multiple') AND length(NEW.response) <= 500 THEN NEW.response ELSE '' END;
  measured BOOLEAN := NEW.hints = 0 AND NEW.score IS NOT NULL;
  in_before BOOLEAN := NEW."use" = 'pretest' AND measured;
  in_after BOOLEAN := NEW."use" = 'posttest' AND measured;
  who INTEGER;
  wording INTEGER;
  chosen INTEGER;
BEGIN
  SELECT no INTO who FROM learner WHERE learner = NEW.learner;
  IF EXISTS (
    SELECT 1 FROM edition JOIN first_try ON first_try.edition = edition.no AND first_try.learner = who WHERE item = NEW.item
  ) THEN
    RETURN NULL;
  END IF;
  SELECT no INTO wording FROM edition WHERE item = NEW.item AND content_hash = NEW.content_hash;
  IF wording IS NULL THEN
    INSERT INTO edition (item, content_hash, kind, "use") VALUES (NEW.item, NEW.content_hash, NEW.kind, NEW."use")
      ON CONFLICT (item, content_hash) DO NOTHING;
    SELECT no INTO wording FROM edition WHERE item = NEW.item AND content_hash = NEW.content_hash;
  END IF;
  SELECT no INTO chosen FROM answer WHERE edition = wording AND choice = option;
  IF chosen IS NULL THEN
    INSERT INTO answer (edition, choice) VALUES (wording, option) ON CONFLICT (edition, choice) DO NOTHING;
    SELECT no INTO chosen FROM answer WHERE edition = wording AND choice = option;
  END IF;
  INSERT INTO first_try VALUES (who, wording, chosen, NEW.score, NEW.hints, NEW.confidence, NEW.seconds, left(NEW.at, 10));
  INSERT INTO progress AS so_far VALUES (
      who, split_part(NEW.item, '.', 1), 1,
      in_before::integer, CASE WHEN in_before THEN NEW.score ELSE 0 END,
      in_after::integer, CASE WHEN in_after THEN NEW.score ELSE 0 END, left(NEW.at, 10)
    )
    ON CONFLICT (learner, lesson) DO UPDATE SET
      answered = so_far.answered + 1,
      before = so_far.before + excluded.before,
      before_points = so_far.before_points + excluded.before_points,
      after = so_far.after + excluded.after,
      after_points = so_far.after_points + excluded.after_points,
      day = greatest(so_far.day, excluded.day);
  RETURN NULL;
END $$;
CREATE TRIGGER attempt_is_tried AFTER INSERT ON attempt
  FOR EACH ROW WHEN (NEW.try_no = 1) EXECUTE FUNCTION count_first_try();

CREATE FUNCTION know_membership() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO learner (learner, cohort) VALUES (NEW.learner, NEW.cohort)
    ON CONFLICT (learner) DO UPDATE SET cohort = excluded.cohort;
  RETURN NULL;
END $$;
CREATE TRIGGER membership_is_known AFTER INSERT ON membership FOR EACH ROW EXECUTE FUNCTION know_membership();

INSERT INTO learner (learner, begun, seen, days)
  SELECT learner, min(at), max(at), count(DISTINCT left(at, 10))
  FROM (SELECT learner, at FROM attempt UNION ALL SELECT learner, at FROM event UNION ALL SELECT learner, at FROM review) AS kept
  GROUP BY learner ORDER BY min(at);
INSERT INTO edition (item, content_hash, kind, "use")
  SELECT item, content_hash, min(kind), min("use") FROM attempt WHERE try_no = 1
  GROUP BY item, content_hash ORDER BY min(rowid);
INSERT INTO answer (edition, choice)
  SELECT DISTINCT edition.no, CASE WHEN attempt.kind IN ('choice', 'multiple') AND length(attempt.response) <= 500 THEN attempt.response ELSE '' END
  FROM attempt JOIN edition ON edition.item = attempt.item AND edition.content_hash = attempt.content_hash
  WHERE try_no = 1;
INSERT INTO first_try (learner, edition, answer, score, hints, confidence, seconds, day)
  SELECT learner.no, edition.no, answer.no, score, hints, confidence, seconds, left(at, 10)
  FROM (
    SELECT *, row_number() OVER (PARTITION BY learner, item ORDER BY rowid) AS nth FROM attempt WHERE try_no = 1
  ) AS attempt
  JOIN learner ON learner.learner = attempt.learner
  JOIN edition ON edition.item = attempt.item AND edition.content_hash = attempt.content_hash
  JOIN answer ON answer.edition = edition.no
    AND answer.choice = CASE WHEN attempt.kind IN ('choice', 'multiple') AND length(attempt.response) <= 500 THEN attempt.response ELSE '' END
  WHERE nth = 1;
INSERT INTO progress (learner, lesson, answered, before, before_points, after, after_points, day)
  SELECT first_try.learner, split_part(item, '.', 1), count(*),
    count(*) FILTER (WHERE "use" = 'pretest' AND measured),
    coalesce(sum(score) FILTER (WHERE "use" = 'pretest' AND measured), 0),
    count(*) FILTER (WHERE "use" = 'posttest' AND measured),
    coalesce(sum(score) FILTER (WHERE "use" = 'posttest' AND measured), 0),
    max(day)
  FROM (SELECT *, hints = 0 AND score IS NOT NULL AS measured FROM first_try) AS first_try
  JOIN edition ON edition.no = first_try.edition
  GROUP BY 1, 2;
