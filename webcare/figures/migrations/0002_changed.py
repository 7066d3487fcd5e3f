"""Triggers that write down which conversations something happened to."""

from django.db import migrations

# Whoever writes, and however: nothing changes without its figures.
NOTED = """
CREATE FUNCTION figures_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' AND NEW.conversation_id IS NOT NULL THEN
        INSERT INTO figures_changed (conversation) VALUES (NEW.conversation_id);
    END IF;
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.conversation_id <> NEW.conversation_id) THEN
        INSERT INTO figures_changed (conversation)
        SELECT OLD.conversation_id WHERE OLD.conversation_id IS NOT NULL;
    END IF;
    RETURN NULL;
END $$
"""
NOTED_ITSELF = """
CREATE FUNCTION figures_note_itself() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figures_changed (conversation) VALUES (NEW.id);
    RETURN NULL;
END $$
"""
NOTED_OF_DEPARTMENT = """
CREATE FUNCTION figures_note_referral() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked bigint := CASE TG_TABLE_NAME WHEN 'routing_referral'
        THEN (to_jsonb(NEW) ->> 'id')::bigint ELSE (to_jsonb(NEW) ->> 'referral_id')::bigint END;
BEGIN
    INSERT INTO figures_changed (conversation)
    SELECT conversation_id FROM inbox_forwarding WHERE referral_id = asked;
    RETURN NULL;
END $$
"""
# Tables with a column conversation_id.
OF_A_CONVERSATION = (
    "inbox_message",
    "inbox_outbound",
    "inbox_event",
    "inbox_forwarding",
    "inbox_hop",
    "inbox_delivery",
)
OF_A_DEPARTMENT = ("routing_referral", "routing_answer", "routing_remark")
LOOKED_AT = (
    "account_id",
    "private",
    "department_id",
    "kind",
    "urgent",
    "neighbourhood",
    "district",
    "sentiment",
    "closed_through",
)


def trigger(table, happens, function, when=""):
    return migrations.RunSQL(
        f"CREATE TRIGGER figures_changed AFTER {happens} ON {table} "
        f"FOR EACH ROW {when} EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER figures_changed ON {table}",
    )


CHANGED = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in LOOKED_AT)


class Migration(migrations.Migration):
    dependencies = [
        ("figures", "0001_figures"),
        ("inbox", "0014_workspace"),
        ("routing", "0012_figures"),
    ]

    operations = [
        migrations.RunSQL(NOTED, "DROP FUNCTION figures_note()"),
        migrations.RunSQL(NOTED_ITSELF, "DROP FUNCTION figures_note_itself()"),
        migrations.RunSQL(NOTED_OF_DEPARTMENT, "DROP FUNCTION figures_note_referral()"),
        *(trigger(each, "INSERT OR UPDATE OR DELETE", "figures_note") for each in OF_A_CONVERSATION),
        *(trigger(each, "INSERT OR UPDATE", "figures_note_referral") for each in OF_A_DEPARTMENT),
        trigger("inbox_conversation", "UPDATE", "figures_note_itself", f"WHEN ({CHANGED})"),
        # What was there before.
        migrations.RunSQL(
            "INSERT INTO figures_changed (conversation) SELECT id FROM inbox_conversation ORDER BY id",
            migrations.RunSQL.noop,
        ),
    ]
