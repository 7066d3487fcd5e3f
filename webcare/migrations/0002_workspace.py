import connectors.secrets
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('webcare', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='appearance',
            field=models.CharField(blank=True, choices=[('', 'As the device'), ('light', 'Light'), ('dark', 'Dark')], default='', max_length=5, verbose_name='Appearance'),
        ),
        migrations.AddField(
            model_name='user',
            name='checked_since',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='contrast',
            field=models.CharField(blank=True, choices=[('', 'As the device'), ('more', 'More contrast')], default='', max_length=4, verbose_name='Contrast'),
        ),
        migrations.AddField(
            model_name='user',
            name='density',
            field=models.CharField(blank=True, choices=[('', 'Comfortable'), ('compact', 'Compact')], default='', max_length=7, verbose_name='Density'),
        ),
        migrations.AddField(
            model_name='user',
            name='duty',
            field=models.CharField(blank=True, choices=[('', 'When I am at work: in service hours, or when the roster names me'), ('on', 'Always, until I change this'), ('off', 'Not now: I am not on duty')], default='', max_length=6, verbose_name='When they come'),
        ),
        migrations.AddField(
            model_name='user',
            name='language',
            field=models.CharField(blank=True, choices=[('', 'As the device'), ('nl', 'Nederlands'), ('en', 'English')], default='', max_length=2, verbose_name='Language'),
        ),
        migrations.AddField(
            model_name='user',
            name='motion',
            field=models.CharField(blank=True, choices=[('', 'As the device'), ('none', 'No motion')], default='', max_length=4, verbose_name='Motion'),
        ),
        migrations.AddField(
            model_name='user',
            name='notifications',
            field=models.BooleanField(default=False, verbose_name='Show notifications'),
        ),
        migrations.AddField(
            model_name='user',
            name='notify_check',
            field=models.BooleanField(default=False, verbose_name='An answer to check'),
        ),
        migrations.AddField(
            model_name='user',
            name='notify_danger',
            field=models.BooleanField(default=True, verbose_name='Somebody may be in danger'),
        ),
        migrations.AddField(
            model_name='user',
            name='notify_mention',
            field=models.BooleanField(default=True, verbose_name='A colleague names me in a note'),
        ),
        migrations.AddField(
            model_name='user',
            name='notify_mine',
            field=models.BooleanField(default=True, verbose_name='Something new in a conversation of mine'),
        ),
        migrations.AddField(
            model_name='user',
            name='notify_new',
            field=models.BooleanField(default=False, verbose_name='A new message in the queue'),
        ),
        migrations.AddField(
            model_name='user',
            name='notify_text',
            field=models.BooleanField(default=False, verbose_name='Show what the citizen wrote'),
        ),
        migrations.AddField(
            model_name='user',
            name='opens_next',
            field=models.BooleanField(default=True, verbose_name='The next conversation opens by itself'),
        ),
        migrations.AddField(
            model_name='user',
            name='shortcuts',
            field=models.BooleanField(default=True, verbose_name='Shortcuts of one key'),
        ),
        migrations.AddField(
            model_name='user',
            name='signature',
            field=models.CharField(blank=True, max_length=8, verbose_name='Signature'),
        ),
        migrations.AddField(
            model_name='user',
            name='sound',
            field=models.BooleanField(default=False, verbose_name='With a short sound'),
        ),
        migrations.AddField(
            model_name='user',
            name='tour_over',
            field=models.BooleanField(default=False, verbose_name='Took the tour, or skipped it'),
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('address', connectors.secrets.EncryptedField(default=connectors.secrets.Secrets)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('session', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('told', models.PositiveBigIntegerField(default=0)),
                ('sent_at', models.DateTimeField(null=True)),
                ('tried_at', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, max_length=100)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'device',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PushKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', connectors.secrets.EncryptedField(default=connectors.secrets.Secrets)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='webcare_one_push_key', violation_error_message='There is one key.')],
            },
        ),
    ]
