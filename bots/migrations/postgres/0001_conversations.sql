-- The tables of `../0001_conversations.sql` in PostgreSQL: the same names, numbers as BIGINT, texts as TEXT, nothing else, so
-- that every query has one text for both.

CREATE TABLE conversations (
    id          TEXT   NOT NULL PRIMARY KEY,
    channel     TEXT   NOT NULL,
    created     BIGINT NOT NULL,
    changed     BIGINT NOT NULL,
    state       TEXT   NOT NULL,
    last_locale TEXT
);

CREATE INDEX conversations_changed ON conversations (changed);

CREATE TABLE turns (
    id           TEXT   NOT NULL PRIMARY KEY,
    conversation TEXT   NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    at           BIGINT NOT NULL,
    question     TEXT   NOT NULL,
    language     TEXT   NOT NULL,
    script       TEXT   NOT NULL,
    outcome      TEXT   NOT NULL,
    services     TEXT   NOT NULL,
    scores       TEXT   NOT NULL,
    timings      TEXT   NOT NULL,
    engine       TEXT   NOT NULL,
    answer       TEXT   NOT NULL
);

CREATE INDEX turns_conversation ON turns (conversation);
CREATE INDEX turns_at ON turns (at);

CREATE TABLE feedback (
    answer  TEXT   NOT NULL PRIMARY KEY REFERENCES turns (id) ON DELETE CASCADE,
    at      BIGINT NOT NULL,
    helpful BIGINT NOT NULL CHECK (helpful IN (0, 1)),
    reason  TEXT
);
