"""The tour is offered to who is new, not to who works here already."""

from django.db import migrations


def over(apps, schema_editor):
    users = apps.get_model("webcare", "User").objects.using(schema_editor.connection.alias)
    users.filter(is_active=True, last_login__isnull=False).update(tour_over=True)


class Migration(migrations.Migration):
    dependencies = [
        ("webcare", "0002_workspace"),
    ]

    operations = [
        migrations.RunPython(over, migrations.RunPython.noop),
    ]
