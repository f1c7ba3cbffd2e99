-- Instructors' access: who looked at which page or took which table away, when, and at what part of the record.
CREATE TABLE access (
  id TEXT PRIMARY KEY,
  who TEXT NOT NULL,
  page TEXT NOT NULL,
  what TEXT NOT NULL,
  cohort TEXT NOT NULL,
  lesson TEXT NOT NULL,
  since TEXT NOT NULL,
  until TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX access_by_time ON access (at);

CREATE TRIGGER access_is_not_changed BEFORE UPDATE ON access
BEGIN SELECT RAISE(ABORT, 'the log of access is never changed'); END;
CREATE TRIGGER access_is_not_erased BEFORE DELETE ON access
BEGIN SELECT RAISE(ABORT, 'the log of access is never changed'); END;
