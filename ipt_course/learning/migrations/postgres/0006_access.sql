-- Instructors' access: who looked at which page or took which table away, when, and at what part of the record.
CREATE TABLE access (
  rowid BIGINT GENERATED ALWAYS AS IDENTITY,
  id TEXT COLLATE "C" PRIMARY KEY,
  who TEXT COLLATE "C" NOT NULL,
  page TEXT COLLATE "C" NOT NULL,
  what TEXT COLLATE "C" NOT NULL,
  cohort TEXT COLLATE "C" NOT NULL,
  lesson TEXT COLLATE "C" NOT NULL,
  since TEXT COLLATE "C" NOT NULL,
  until TEXT COLLATE "C" NOT NULL,
  at TEXT COLLATE "C" NOT NULL
);
CREATE INDEX access_by_time ON access (at);

CREATE TRIGGER access_is_append_only BEFORE UPDATE OR DELETE ON access FOR EACH ROW EXECUTE FUNCTION is_append_only();
