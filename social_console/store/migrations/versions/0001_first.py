"""The first schema, as it was: written out, so that later changes of the tables do not change it."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE alias (
        id INTEGER NOT NULL,
        moment INTEGER NOT NULL,
        joined_at BIGINT NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_alias_moment ON alias (moment)",
    """
    CREATE TABLE counter (
        name VARCHAR NOT NULL,
        value INTEGER NOT NULL,
        PRIMARY KEY (name)
    )
     WITHOUT ROWID
    """,
    """
    CREATE TABLE event (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        moment INTEGER NOT NULL,
        at BIGINT NOT NULL,
        seen_at BIGINT NOT NULL,
        actor VARCHAR NOT NULL,
        verb VARCHAR NOT NULL,
        data TEXT NOT NULL,
        digest BLOB,
        hash BLOB NOT NULL
    )
    """,
    "CREATE INDEX event_moment ON event (moment, id)",
    """
    CREATE TABLE event_text (
        event INTEGER NOT NULL,
        salt BLOB,
        text TEXT,
        PRIMARY KEY (event)
    )
    """,
    """
    CREATE TABLE fact (
        name VARCHAR NOT NULL,
        value JSON,
        PRIMARY KEY (name)
    )
     WITHOUT ROWID
    """,
    """
    CREATE TABLE gap (
        id INTEGER NOT NULL,
        stream VARCHAR NOT NULL,
        kind VARCHAR NOT NULL,
        reason TEXT NOT NULL,
        since BIGINT,
        until BIGINT,
        noticed_at BIGINT NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_gap_stream ON gap (stream)",
    """
    CREATE TABLE mention (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        moment INTEGER,
        institution VARCHAR NOT NULL,
        channel VARCHAR NOT NULL,
        account VARCHAR NOT NULL,
        remote_id VARCHAR NOT NULL,
        ref VARCHAR,
        direction VARCHAR NOT NULL,
        created_at BIGINT NOT NULL,
        seen_at BIGINT NOT NULL,
        citizen VARCHAR NOT NULL,
        conversation VARCHAR,
        root VARCHAR NOT NULL,
        in_reply_to VARCHAR,
        orphan BOOLEAN NOT NULL,
        loose BOOLEAN NOT NULL,
        automatic BOOLEAN NOT NULL,
        void BOOLEAN NOT NULL,
        history BOOLEAN NOT NULL,
        deleted_at BIGINT,
        edited_at BIGINT,
        reply INTEGER,
        asks VARCHAR NOT NULL,
        lang VARCHAR,
        sentiment VARCHAR,
        visibility VARCHAR NOT NULL,
        kind VARCHAR NOT NULL,
        author_id VARCHAR,
        author_handle VARCHAR,
        author_name VARCHAR,
        author_followers INTEGER,
        author_verified BOOLEAN,
        url TEXT,
        subject TEXT,
        declared_lang VARCHAR,
        voids VARCHAR,
        addressees TEXT,
        text TEXT NOT NULL,
        media TEXT,
        extra TEXT,
        annotation TEXT,
        context TEXT,
        verdict TEXT,
        raw TEXT,
        UNIQUE (channel, remote_id, institution)
    )
    """,
    "CREATE INDEX mention_citizen ON mention (institution, channel, citizen, created_at)",
    "CREATE INDEX mention_hit ON mention (id, moment)",
    "CREATE INDEX mention_loose ON mention (institution, channel, root, id) WHERE loose = 1",
    "CREATE INDEX mention_moment ON mention (moment, created_at, id)",
    "CREATE INDEX mention_orphan ON mention (institution, channel, in_reply_to) WHERE orphan = 1",
    "CREATE INDEX mention_ref ON mention (institution, channel, ref) WHERE ref IS NOT NULL",
    "CREATE INDEX mention_root ON mention (institution, channel, root)",
    "CREATE INDEX mention_voids ON mention (institution, channel, voids) WHERE voids IS NOT NULL",
    """
    CREATE TABLE moment (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        year INTEGER NOT NULL,
        institution VARCHAR NOT NULL,
        channel VARCHAR NOT NULL,
        account VARCHAR NOT NULL,
        conversation VARCHAR NOT NULL,
        citizen VARCHAR NOT NULL,
        one_way BOOLEAN NOT NULL,
        previous INTEGER,
        rank BIGINT NOT NULL,
        working BOOLEAN NOT NULL,
        changed_at BIGINT NOT NULL,
        status VARCHAR NOT NULL,
        status_by VARCHAR,
        priority INTEGER NOT NULL,
        priority_by VARCHAR,
        tags JSON NOT NULL,
        owner VARCHAR,
        owner_by VARCHAR,
        standard VARCHAR,
        standard_by VARCHAR,
        suggest VARCHAR,
        approve BOOLEAN NOT NULL,
        "restrict" BOOLEAN NOT NULL,
        owed BOOLEAN NOT NULL,
        unanswered BOOLEAN NOT NULL,
        waiting_since BIGINT,
        opened_at BIGINT NOT NULL,
        opening INTEGER,
        newest_in INTEGER,
        last_in_at BIGINT,
        last_out_at BIGINT,
        first_response_at BIGINT,
        first_response_how VARCHAR,
        first_closed_at BIGINT,
        closed_at BIGINT,
        outcome VARCHAR,
        dismissed_reason VARCHAR,
        snoozed_until BIGINT,
        follow_up_at BIGINT,
        due_at BIGINT,
        due_since BIGINT,
        due_clock VARCHAR,
        first_due_at BIGINT,
        next_due_at BIGINT,
        resolution_due_at BIGINT,
        pending_reply VARCHAR,
        history BOOLEAN NOT NULL,
        referred_to VARCHAR,
        reopened INTEGER NOT NULL,
        n_in INTEGER NOT NULL,
        n_out INTEGER NOT NULL
    )
    """,
    "CREATE INDEX moment_dismissed ON moment (changed_at, id, status) WHERE status = 'dismissed'",
    "CREATE INDEX moment_due ON moment (due_at, id) WHERE due_at IS NOT NULL",
    "CREATE INDEX moment_newest ON moment (last_in_at, id)",
    "CREATE INDEX moment_not_sent ON moment (rank, id, pending_reply) WHERE pending_reply IN ('failed', 'unknown')",
    "CREATE INDEX moment_opened ON moment (opened_at, id)",
    """
    CREATE INDEX moment_owner ON moment
        (owner, rank, id, working, status, unanswered, snoozed_until)
        WHERE working = 1
    """,
    "CREATE INDEX moment_previous ON moment (previous, id) WHERE previous IS NOT NULL",
    "CREATE INDEX moment_snoozed ON moment (snoozed_until, id) WHERE snoozed_until IS NOT NULL",
    """
    CREATE INDEX moment_unanswered ON moment
        (rank, id, unanswered, history, snoozed_until, owner, priority, due_at, last_in_at)
        WHERE unanswered = 1
    """,
    "CREATE INDEX moment_waiting ON moment (rank, id, status, history) WHERE status = 'waiting' AND history = 0",
    """
    CREATE INDEX moment_working ON moment
        (rank, id, working, status, unanswered, due_at, snoozed_until, owner)
        WHERE working = 1
    """,
    """
    CREATE TABLE moment_tag (
        tag VARCHAR NOT NULL,
        moment INTEGER NOT NULL,
        PRIMARY KEY (tag, moment)
    )
     WITHOUT ROWID
    """,
    "CREATE INDEX ix_moment_tag_moment ON moment_tag (moment)",
    """
    CREATE TABLE quarantine (
        id INTEGER NOT NULL,
        stream VARCHAR NOT NULL,
        account_label VARCHAR NOT NULL,
        ref VARCHAR NOT NULL,
        reason TEXT NOT NULL,
        raw BLOB NOT NULL,
        added_at BIGINT NOT NULL,
        attempts INTEGER NOT NULL,
        PRIMARY KEY (id),
        UNIQUE (stream, ref)
    )
    """,
    """
    CREATE TABLE reply (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        moment INTEGER NOT NULL,
        target_mention INTEGER,
        institution VARCHAR NOT NULL,
        channel VARCHAR NOT NULL,
        account VARCHAR NOT NULL,
        state VARCHAR NOT NULL,
        author VARCHAR NOT NULL,
        text TEXT NOT NULL,
        subject TEXT,
        template VARCHAR,
        "then" VARCHAR NOT NULL,
        follow_up_at BIGINT,
        attachments JSON,
        prepared JSON,
        ref VARCHAR,
        not_before BIGINT,
        lease_until BIGINT,
        holder VARCHAR,
        attempts INTEGER NOT NULL,
        sent_ref VARCHAR,
        error TEXT,
        seen_mention INTEGER,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL
    )
    """,
    "CREATE INDEX ix_reply_moment ON reply (moment)",
    "CREATE INDEX reply_ref ON reply (channel, ref) WHERE ref IS NOT NULL",
    "CREATE INDEX reply_sent_ref ON reply (channel, sent_ref) WHERE sent_ref IS NOT NULL",
    "CREATE INDEX reply_state ON reply (state, not_before)",
    """
    CREATE TABLE route (
        institution VARCHAR NOT NULL,
        channel VARCHAR NOT NULL,
        conversation VARCHAR NOT NULL,
        citizen VARCHAR NOT NULL,
        moment INTEGER NOT NULL,
        PRIMARY KEY (institution, channel, conversation, citizen)
    )
     WITHOUT ROWID
    """,
    "CREATE INDEX ix_route_moment ON route (moment)",
    """
    CREATE TABLE rule_set (
        hash VARCHAR NOT NULL,
        meaning TEXT NOT NULL,
        sources TEXT NOT NULL,
        added_at BIGINT NOT NULL,
        PRIMARY KEY (hash)
    )
    """,
    """
    CREATE TABLE stream (
        "key" VARCHAR NOT NULL,
        account_label VARCHAR NOT NULL,
        name VARCHAR NOT NULL,
        state JSON,
        holder VARCHAR,
        lease_until BIGINT,
        last_read_at BIGINT,
        last_ok_at BIGINT,
        next_try_at BIGINT,
        error TEXT,
        PRIMARY KEY ("key")
    )
    """,
    """
    CREATE TABLE redecision (
        id INTEGER NOT NULL,
        mention INTEGER NOT NULL,
        since BIGINT NOT NULL,
        annotation TEXT,
        context TEXT,
        verdict TEXT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(mention) REFERENCES mention (id)
    )
    """,
    "CREATE INDEX ix_redecision_mention ON redecision (mention)",
    """
    CREATE TABLE revision (
        id INTEGER NOT NULL,
        mention INTEGER NOT NULL,
        replaced_at BIGINT NOT NULL,
        seen_at BIGINT NOT NULL,
        text TEXT NOT NULL,
        subject TEXT,
        raw TEXT,
        PRIMARY KEY (id),
        FOREIGN KEY(mention) REFERENCES mention (id)
    )
    """,
    "CREATE INDEX ix_revision_mention ON revision (mention)",
    """
    CREATE TABLE rule_term (
        id INTEGER NOT NULL,
        hash VARCHAR NOT NULL,
        since BIGINT NOT NULL,
        until BIGINT,
        actor VARCHAR NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(hash) REFERENCES rule_set (hash)
    )
    """,
    """
    CREATE VIRTUAL TABLE mention_search USING fts5(
        text, subject, author, content='', tokenize="unicode61 remove_diacritics 2"
    )
    """,
    "INSERT INTO counter (name, value) VALUES ('moments', 0)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
