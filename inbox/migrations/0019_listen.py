"""Of what says the same another comes forward, and searches from before the rule are looked at.

Queries were typed by hand once, and nobody had to say why. What asks for an account or may be
somebody's name is switched off; who wants it on makes it anew, by the rule of today.
"""

import re

import django.db.models.deletion
from django.db import migrations, models

# Not what is left out (-from:us). Names in quotes, and two words with capitals beside each other.
ABOUT = re.compile(
    r"(?<![\w-])(?:from|to|retweets_of|url):|(?<!\w)@\w"
    r"|(?<!-)\"[^\"]*[A-ZÀ-Þ][^\"\s]*\s[^\"]*[A-ZÀ-Þ]"
    r"|(?<![\w-])[A-ZÀ-Þ][\w'’.-]*(?:\s+(?:van|de|der|den|ten|ter|el|al|'t|’t))*"
    r"\s+(?!OR\b|AND\b)[A-ZÀ-Þ][\w'’-]+"
)


def stop(apps, schema_editor):
    Search = apps.get_model("connectors", "Search")
    Listened = apps.get_model("inbox", "Listened")
    for search in Search.objects.filter(wanted={}, active=True):
        if ABOUT.search(re.sub(r"\b(?:OR|AND)\b", "|", search.query)):
            Search.objects.filter(pk=search.pk).update(active=False)
            Listened.objects.create(search=search, verb="stopped", data={"query": search.query})


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0018_listening'),
    ]

    operations = [
        migrations.AlterField(
            model_name='find',
            name='same_as',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='repeats', to='inbox.find'),
        ),
        migrations.AlterField(
            model_name='listened',
            name='verb',
            field=models.CharField(choices=[('made', 'made'), ('changed', 'changed'), ('asked', 'a second colleague is asked'), ('agreed', 'a second colleague agreed'), ('on', 'switched on'), ('off', 'switched off'), ('ended', 'ended by itself'), ('stopped', 'switched off by an upgrade')], max_length=10),
        ),
        migrations.RunPython(stop, migrations.RunPython.noop, elidable=True),
    ]
