"""The words of messages, notes and names, kept for searching: see inbox/searching/.

The columns are the database's own. Django does not know them, so that no query loads them.
"""

from django.db import migrations

LETTERS = "øØłŁđĐıħÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿĀāĂăĄąĆćĈĉĊċČčĎďĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĨĩĪīĬĭĮįİĴĵĶķĹĺĻļĽľŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽž"
BARE = "oollddihaaaaaaceeeeiiiinooooouuuuyaaaaaaceeeeiiiinooooouuuuyyaaaaaaccccccccddeeeeeeeeeegggggggghhiiiiiiiiijjkkllllllnnnnnnoooooorrrrrrssssssssttttuuuuuuuuuuuuwwyyyzzzzzz"
SEPARATORS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\xa0\xab\xbb\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u2039\u203a\u2013\u2014\u2015\u2026\xb7\u2022\xbf\xa1\u20ac\xa3\xa7\xa9\xae\u2122\xb0"
UNSEEN = "\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufe0f\ufeff" + "".join(
    map(chr, range(0x0300, 0x0330))
)


def _quoted(text):
    return "'" + text.replace("'", "''") + "'"


PLAIN = f"""
CREATE FUNCTION inbox_plain(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN translate(
        words,
        {_quoted(SEPARATORS + LETTERS + UNSEEN)},
        {_quoted(" " * len(SEPARATORS) + BARE)}
    )
"""
# As they stand (weight A), and in their Dutch stems (D). A tsvector holds a megabyte at most.
WORDS = """
CREATE FUNCTION inbox_words(words text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN setweight(to_tsvector('pg_catalog.simple', inbox_plain(left(words, 50000))), 'A')
        || to_tsvector('pg_catalog.dutch', inbox_plain(left(words, 50000)))
"""
NAMES = "to_tsvector('pg_catalog.simple', inbox_plain(name || ' ' || handle))"


def _kept(table, made_of):
    return migrations.RunSQL(
        [
            f"ALTER TABLE {table} ADD COLUMN search tsvector"
            f" GENERATED ALWAYS AS ({made_of}) STORED",
            # What is new goes straight into the index: people search far more often than messages come.
            f"CREATE INDEX {table}_search ON {table} USING gin (search) WITH (fastupdate = off)",
        ],
        f"ALTER TABLE {table} DROP COLUMN search",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("inbox", "0012_relayed_through"),
    ]

    operations = [
        migrations.RunSQL(PLAIN, "DROP FUNCTION inbox_plain(text)"),
        migrations.RunSQL(WORDS, "DROP FUNCTION inbox_words(text)"),
        _kept("inbox_message", "inbox_words(text)"),
        _kept("inbox_note", "inbox_words(text)"),
        _kept("inbox_author", NAMES),
    ]
