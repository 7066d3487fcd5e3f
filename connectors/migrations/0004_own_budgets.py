from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('connectors', '0003_canary'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='search_ceiling',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='In US dollars. Left empty: half of what may be spent in a day.', max_digits=8, null=True, verbose_name='most to spend on saved searches in a day'),
        ),
        migrations.AddField(
            model_name='app',
            name='learned',
            field=models.JSONField(default=dict, editable=False),
        ),
    ]
