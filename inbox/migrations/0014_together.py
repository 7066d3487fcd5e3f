from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0013_find")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="version",
            field=models.BigIntegerField(default=0),
        ),
    ]
