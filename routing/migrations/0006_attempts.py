import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('routing', '0005_by_mail'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='trained',
            name='learned',
            field=models.BinaryField(default=b''),
        ),
        migrations.AddField(
            model_name='trained',
            name='problem',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('outcome', models.CharField(choices=[('waiting', 'waiting'), ('busy', 'being trained'), ('made', 'a version was made'), ('nothing', 'nothing was learned'), ('failed', 'failed')], default='waiting', max_length=20)),
                ('said', models.CharField(blank=True, max_length=500)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'attempt to train',
                'verbose_name_plural': 'attempts to train',
                'ordering': ['-pk'],
            },
        ),
    ]
