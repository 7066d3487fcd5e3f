from typing import Any

from django.db import migrations


def fill(apps: Any, _editor: Any) -> None:
    """Signals of before: all of their evidence but the course and the keys."""
    for row in apps.get_model("warnings", "Signal").objects.filter(gist={}).iterator():
        kept = row.evidence.items()
        row.gist = {name: said for name, said in kept if name not in {"course", "keys"}}
        row.save(update_fields=["gist"])


class Migration(migrations.Migration):
    dependencies = [("warnings", "0002_gist")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
