from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("webcare", "0006_mentioned"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="tour_over",
            field=models.BooleanField(default=False, verbose_name="Took the tour, or skipped it"),
        ),
    ]
