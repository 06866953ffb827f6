"""The triggers that keep words, ratings, decisions and mail news as they are, in both databases.

Rule 9 of the product (C. conso. L121-4 28°, 16 CFR 465): nobody edits a customer's words or rating,
not even by hand in the database. Erasure (GDPR art. 17) empties all four columns at once.
"""

from __future__ import annotations

from alembic import op

SUBMISSIONS = "a customer''s words and rating are never changed"
DECISIONS = "the log of decisions is append-only"
MAIL_EVENTS = "what the mail provider told is append-only"

_SQLITE = (
    f"""
    CREATE TRIGGER submissions_verbatim
    BEFORE UPDATE OF rating, title, words, answers ON submissions
    WHEN (NEW.rating IS NOT OLD.rating OR NEW.title IS NOT OLD.title
          OR NEW.words IS NOT OLD.words OR NEW.answers IS NOT OLD.answers)
      AND NOT (NEW.state = 'erased' AND NEW.rating IS NULL AND NEW.title IS NULL
               AND NEW.words IS NULL AND NEW.answers IS NULL)
    BEGIN SELECT RAISE(ABORT, '{SUBMISSIONS}'); END
    """,
    f"""
    CREATE TRIGGER decisions_kept BEFORE UPDATE ON decisions
    BEGIN SELECT RAISE(ABORT, '{DECISIONS}'); END
    """,
    f"""
    CREATE TRIGGER decisions_not_deleted BEFORE DELETE ON decisions
    BEGIN SELECT RAISE(ABORT, '{DECISIONS}'); END
    """,
    f"""
    CREATE TRIGGER mail_events_kept
    BEFORE UPDATE OF id, store_id, solicitation_id, customer_id, kind, fingerprint, happened_at,
      received_at, detail ON mail_events
    BEGIN SELECT RAISE(ABORT, '{MAIL_EVENTS}'); END
    """,
    f"""
    CREATE TRIGGER mail_events_not_deleted BEFORE DELETE ON mail_events
    BEGIN SELECT RAISE(ABORT, '{MAIL_EVENTS}'); END
    """,
)

_POSTGRESQL = (
    f"""
    CREATE FUNCTION keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF (NEW.rating IS DISTINCT FROM OLD.rating OR NEW.title IS DISTINCT FROM OLD.title
          OR NEW.words IS DISTINCT FROM OLD.words
          OR NEW.answers::text IS DISTINCT FROM OLD.answers::text)
         AND NOT (NEW.state = 'erased' AND NEW.rating IS NULL AND NEW.title IS NULL
                  AND NEW.words IS NULL AND NEW.answers IS NULL)
      THEN RAISE EXCEPTION '{SUBMISSIONS}'; END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER submissions_verbatim BEFORE UPDATE ON submissions
    FOR EACH ROW EXECUTE FUNCTION keep_words()
    """,
    f"""
    CREATE FUNCTION keep_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{DECISIONS}'; END $$
    """,
    """
    CREATE TRIGGER decisions_kept BEFORE UPDATE OR DELETE ON decisions
    FOR EACH ROW EXECUTE FUNCTION keep_decisions()
    """,
    """
    CREATE TRIGGER decisions_not_truncated BEFORE TRUNCATE ON decisions
    FOR EACH STATEMENT EXECUTE FUNCTION keep_decisions()
    """,
    f"""
    CREATE FUNCTION keep_mail_events() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - 'settled_at' = to_jsonb(OLD) - 'settled_at' THEN RETURN NEW; END IF;
      END IF;
      RAISE EXCEPTION '{MAIL_EVENTS}';
    END $$
    """,
    """
    CREATE TRIGGER mail_events_kept BEFORE UPDATE OR DELETE ON mail_events
    FOR EACH ROW EXECUTE FUNCTION keep_mail_events()
    """,
    """
    CREATE TRIGGER mail_events_not_truncated BEFORE TRUNCATE ON mail_events
    FOR EACH STATEMENT EXECUTE FUNCTION keep_mail_events()
    """,
)

FUNCTIONS = ("keep_words", "keep_decisions", "keep_mail_events")
"""What PostgreSQL keeps of them beside the tables."""


def guard() -> None:
    """Create the triggers in the database being migrated."""
    statements = _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL
    for statement in statements:
        op.execute(statement)
