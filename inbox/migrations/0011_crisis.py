import django.db.models.deletion
import django.db.models.lookups
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0010_rank_cases_and_unmailed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Crisis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('ended_at', models.DateTimeField(null=True)),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'crisis',
                'verbose_name_plural': 'crises',
                'ordering': ['-begun_at', '-pk'],
                'permissions': [('declare_crisis', 'Can begin and end crisis mode')],
                'constraints': [
                    models.UniqueConstraint(django.db.models.lookups.IsNull(models.F('ended_at'), True), condition=models.Q(('ended_at__isnull', True)), name='inbox_crisis_one_at_a_time', violation_error_message='Crisis mode is on already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__gte', models.F('begun_at')), ('ended_by__isnull', False)), _connector='OR'), name='inbox_crisis_ended_by_someone'),
                ],
            },
        ),
    ]
