-- Times are milliseconds since 1970-01-01 UTC. Ids are UUIDs in their hyphenated form.

CREATE TABLE conversations (
    id          TEXT    NOT NULL PRIMARY KEY,
    channel     TEXT    NOT NULL,
    created     INTEGER NOT NULL,
    changed     INTEGER NOT NULL,
    -- What the assistant knows of the earlier turns, as JSON: record ids and a locale, never a text of the person.
    state       TEXT    NOT NULL,
    last_locale TEXT
) STRICT;

CREATE INDEX conversations_changed ON conversations (changed);

CREATE TABLE turns (
    id           TEXT    NOT NULL PRIMARY KEY,
    conversation TEXT    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    at           INTEGER NOT NULL,
    -- Masked before it comes here.
    question     TEXT    NOT NULL,
    language     TEXT    NOT NULL,
    script       TEXT    NOT NULL,
    outcome      TEXT    NOT NULL,
    -- Record ids in rank order, as a JSON array.
    services     TEXT    NOT NULL,
    -- The signals of the decision, and stages with their milliseconds, as JSON objects.
    scores       TEXT    NOT NULL,
    timings      TEXT    NOT NULL,
    engine       TEXT    NOT NULL,
    answer       TEXT    NOT NULL
) STRICT;

CREATE INDEX turns_conversation ON turns (conversation);
CREATE INDEX turns_at ON turns (at);

CREATE TABLE feedback (
    -- One verdict per answer: a second one replaces the first.
    answer  TEXT    NOT NULL PRIMARY KEY REFERENCES turns (id) ON DELETE CASCADE,
    at      INTEGER NOT NULL,
    helpful INTEGER NOT NULL CHECK (helpful IN (0, 1)),
    reason  TEXT
) STRICT;
