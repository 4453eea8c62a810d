CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)

CREATE TABLE attachment (
    position INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    CONSTRAINT pk_attachment PRIMARY KEY (position),
    CONSTRAINT fk_attachment_position_entry FOREIGN KEY(position) REFERENCES entry (position)
)

CREATE TRIGGER attachment_delete BEFORE DELETE ON attachment WHEN NOT EXISTS (SELECT 1 FROM entry AS own JOIN entry AS erased
    ON erased.dispute = own.dispute AND erased.position > own.position AND erased.kind = 'Erased'
    WHERE own.position = OLD.position) BEGIN SELECT RAISE(ABORT, 'an attached file is deleted only after an entry that erases it'); END

CREATE TRIGGER attachment_insert BEFORE INSERT ON attachment WHEN EXISTS (SELECT 1 FROM attachment WHERE position = NEW.position) BEGIN SELECT RAISE(ABORT, 'an attached file is never replaced'); END

CREATE TRIGGER attachment_update BEFORE UPDATE ON attachment BEGIN SELECT RAISE(ABORT, 'an attached file is never changed'); END

CREATE TABLE content (
    position INTEGER NOT NULL,
    salt BLOB NOT NULL,
    body VARCHAR NOT NULL,
    CONSTRAINT pk_content PRIMARY KEY (position),
    CONSTRAINT ck_content_salt CHECK (length(salt) = 32),
    CONSTRAINT fk_content_position_entry FOREIGN KEY(position) REFERENCES entry (position)
)

CREATE TRIGGER content_delete BEFORE DELETE ON content WHEN NOT EXISTS (SELECT 1 FROM entry AS own JOIN entry AS erased
    ON erased.dispute = own.dispute AND erased.position > own.position AND erased.kind = 'Erased'
    WHERE own.position = OLD.position) BEGIN SELECT RAISE(ABORT, 'words are deleted only after an entry that erases them'); END

CREATE TRIGGER content_insert BEFORE INSERT ON content WHEN EXISTS (SELECT 1 FROM content WHERE position = NEW.position) BEGIN SELECT RAISE(ABORT, 'the words of an entry are never replaced'); END

CREATE TRIGGER content_update BEFORE UPDATE ON content BEGIN SELECT RAISE(ABORT, 'the words of an entry are never changed'); END

CREATE TABLE dispute (
    dispute INTEGER NOT NULL,
    reference VARCHAR NOT NULL,
    policy VARCHAR NOT NULL,
    ground VARCHAR NOT NULL,
    subjects VARCHAR NOT NULL,
    side VARCHAR NOT NULL,
    agencies VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    stage_name VARCHAR NOT NULL,
    stage_since VARCHAR NOT NULL,
    waiting_on VARCHAR NOT NULL,
    opened_at VARCHAR NOT NULL,
    last_spoke_at VARCHAR NOT NULL,
    open_duties INTEGER NOT NULL,
    next_due_at VARCHAR,
    resolved_at VARCHAR,
    at_risk BOOLEAN NOT NULL,
    thin INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    keep_until VARCHAR,
    held BOOLEAN NOT NULL,
    erased_at VARCHAR,
    CONSTRAINT pk_dispute PRIMARY KEY (dispute)
)

CREATE TABLE draft (
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    command VARCHAR NOT NULL,
    dispute INTEGER,
    me VARCHAR NOT NULL,
    seq INTEGER NOT NULL,
    began_at VARCHAR NOT NULL,
    changed_at VARCHAR NOT NULL,
    body VARCHAR NOT NULL
)

CREATE TABLE duty (
    dispute INTEGER NOT NULL,
    number INTEGER NOT NULL,
    duty VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    holder VARCHAR NOT NULL,
    waiting_on VARCHAR NOT NULL,
    force VARCHAR NOT NULL,
    within VARCHAR NOT NULL,
    clock BOOLEAN NOT NULL,
    started_at VARCHAR NOT NULL,
    due_at VARCHAR,
    was_late BOOLEAN NOT NULL,
    ended VARCHAR NOT NULL,
    ended_at VARCHAR,
    CONSTRAINT pk_duty PRIMARY KEY (dispute, number)
)

CREATE TABLE entry (
    position INTEGER NOT NULL,
    dispute INTEGER,
    seq INTEGER,
    kind VARCHAR NOT NULL,
    recorded_at VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    prev VARCHAR,
    prev_in_dispute VARCHAR,
    hash VARCHAR NOT NULL,
    CONSTRAINT pk_entry PRIMARY KEY (position),
    CONSTRAINT uq_entry_dispute_seq UNIQUE (dispute, seq),
    CONSTRAINT uq_entry_prev UNIQUE (prev),
    CONSTRAINT uq_entry_hash UNIQUE (hash),
    CONSTRAINT ck_entry_first_has_no_prev CHECK ((position = 1) = (prev IS NULL)),
    CONSTRAINT ck_entry_seq_in_a_dispute CHECK ((dispute IS NULL) = (seq IS NULL)),
    CONSTRAINT ck_entry_first_in_dispute_has_no_prev CHECK ((prev_in_dispute IS NULL) = (seq IS NULL OR seq = 1)),
    CONSTRAINT ck_entry_sha256 CHECK (length(digest) = 64 AND length(hash) = 64)
)

CREATE TRIGGER entry_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END

CREATE TRIGGER entry_insert BEFORE INSERT ON entry WHEN EXISTS (SELECT 1 FROM entry WHERE position = NEW.position OR hash = NEW.hash
    OR prev = NEW.prev OR (dispute = NEW.dispute AND seq = NEW.seq)) BEGIN SELECT RAISE(ABORT, 'an entry is never replaced'); END

CREATE TRIGGER entry_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END

CREATE TABLE fold (
    id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    traces INTEGER NOT NULL,
    CONSTRAINT pk_fold PRIMARY KEY (id),
    CONSTRAINT ck_fold_one_row CHECK (id = 1)
)

CREATE INDEX ix_dispute_dated ON dispute (keep_until) WHERE keep_until IS NOT NULL AND resolved_at IS NOT NULL AND erased_at IS NULL AND held = 0

CREATE INDEX ix_dispute_open ON dispute (dispute) WHERE resolved_at IS NULL

CREATE INDEX ix_dispute_ruled ON dispute (resolved_at) WHERE keep_until IS NULL AND resolved_at IS NOT NULL AND erased_at IS NULL AND held = 0

CREATE INDEX ix_duty_open ON duty (due_at, dispute, number) WHERE ended = ''

CREATE TABLE kept (
    digest VARCHAR NOT NULL,
    bytes BLOB NOT NULL,
    CONSTRAINT pk_kept PRIMARY KEY (digest),
    CONSTRAINT ck_kept_sha256 CHECK (length(digest) = 64)
)
 WITHOUT ROWID

CREATE TRIGGER kept_delete BEFORE DELETE ON kept BEGIN SELECT RAISE(ABORT, 'a kept text is never deleted'); END

CREATE TRIGGER kept_insert BEFORE INSERT ON kept WHEN EXISTS (SELECT 1 FROM kept WHERE digest = NEW.digest) BEGIN SELECT RAISE(ABORT, 'a kept text is never replaced'); END

CREATE TRIGGER kept_update BEFORE UPDATE ON kept BEGIN SELECT RAISE(ABORT, 'a kept text is never changed'); END

CREATE TABLE sqlite_sequence(name,seq)
