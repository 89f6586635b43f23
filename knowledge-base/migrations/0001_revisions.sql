-- Times are milliseconds since 1970-01-01 UTC.

CREATE TABLE publications (
    id          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at          INTEGER NOT NULL,
    author      TEXT    NOT NULL,
    remark      TEXT    NOT NULL,
    -- SHA-256 of all files as they stood after it.
    fingerprint TEXT    NOT NULL
) STRICT;

CREATE TABLE revisions (
    -- The path relative to the folder of the records.
    file        TEXT    NOT NULL,
    -- From 1, without gaps.
    number      INTEGER NOT NULL,
    publication INTEGER NOT NULL REFERENCES publications (id),
    -- The whole file; NULL where it was removed.
    text        TEXT,
    PRIMARY KEY (file, number)
) STRICT;
