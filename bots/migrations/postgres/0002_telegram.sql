-- The tables of `../0002_telegram.sql` in PostgreSQL.

-- Every update once: it is acknowledged to Telegram when it stands here, and never handled twice.
CREATE TABLE telegram_updates (
    -- The number of the bot, as another bot counts its updates for itself.
    bot    BIGINT NOT NULL,
    id     BIGINT NOT NULL,
    -- Chat and person are 0 once it is handled.
    chat   BIGINT NOT NULL,
    person BIGINT NOT NULL,
    -- 1 where it waits for the earlier ones of its person.
    queued BIGINT NOT NULL,
    -- What is to be done, as JSON; empty once it is handled.
    body   TEXT    NOT NULL,
    at     BIGINT NOT NULL,
    -- The process that handles it, and until when it may be thought alive.
    owner  TEXT,
    until  BIGINT NOT NULL DEFAULT 0,
    -- The messages of its answer that are there already, as a JSON array.
    sent   TEXT,
    done   BIGINT,
    PRIMARY KEY (bot, id)
);

CREATE INDEX telegram_updates_waiting ON telegram_updates (bot, chat, person, id) WHERE done IS NULL;
CREATE INDEX telegram_updates_at ON telegram_updates (at);

CREATE TABLE telegram_chats (
    chat         BIGINT NOT NULL PRIMARY KEY,
    -- The tag of the language that was chosen.
    locale       TEXT,
    -- The conversation to go on with.
    conversation TEXT,
    -- The answer that /fikr is about.
    last_answer  TEXT,
    changed      BIGINT NOT NULL
);

-- Whose a conversation is, so that it can be deleted for its chat.
CREATE TABLE telegram_conversations (
    conversation TEXT    NOT NULL PRIMARY KEY,
    chat         BIGINT NOT NULL,
    changed      BIGINT NOT NULL
);

CREATE INDEX telegram_conversations_chat ON telegram_conversations (chat);

-- Which messages answer a question, so that an edited one is answered in place.
CREATE TABLE telegram_answers (
    chat     BIGINT NOT NULL,
    question BIGINT NOT NULL,
    messages TEXT    NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (chat, question)
);

CREATE INDEX telegram_answers_at ON telegram_answers (at);
