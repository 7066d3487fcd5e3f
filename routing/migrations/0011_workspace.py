from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('routing', '0010_too_much_mail'),
    ]

    operations = [
        migrations.AlterField(
            model_name='rule',
            name='four_eyes',
            field=models.BooleanField(default=False, help_text='Before an answer leaves, of the webcare team or of a department by itself.', verbose_name='a second colleague looks along'),
        ),
    ]
