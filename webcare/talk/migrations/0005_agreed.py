from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("talk", "0004_map")]

    operations = [
        migrations.AddField(
            model_name="complaint", name="agreed_until", field=models.DateField(null=True)
        ),
        migrations.AddField(
            model_name="complaint", name="agreed_on", field=models.DateField(null=True)
        ),
    ]
