from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("warnings", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="signal", name="gist", field=models.JSONField(default=dict)
        ),
    ]
