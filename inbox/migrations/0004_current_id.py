from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("inbox", "0003_told"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["account", "current_id"], name="inbox_message_current"),
        ),
    ]
