from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inbox", "0039_around"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="named",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
