from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("routing", "0007_letters_kept_whole"),
    ]

    operations = [
        migrations.AddField(
            model_name="absence",
            name="departments",
            field=models.ManyToManyField(blank=True, related_name="+", to="routing.department"),
        ),
        migrations.AddField(
            model_name="absence",
            name="everywhere",
            field=models.BooleanField(default=True),
        ),
    ]
