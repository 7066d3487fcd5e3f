"""The workspace of 0.4.0: colleagues together, bundles, drafts, canned answers, days along."""

import datetime
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('connectors', '0007_words'),
        ('inbox', '0013_find'),
        ('routing', '0011_workspace'),
        ('webcare', '0002_workspace'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BeginsWith',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='Bundle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=120, verbose_name='title')),
                ('state', models.CharField(choices=[('noticed', 'noticed'), ('open', 'open'), ('done', 'finished')], default='noticed', max_length=10)),
                ('number', models.PositiveIntegerField(default=0)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('done_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'bundle',
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='BundleAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=8000)),
                ('shorter', models.TextField(blank=True, max_length=8000)),
                ('four_eyes', models.BooleanField(default=False)),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('approved_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Bundled',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('proposed', 'seems to belong here'), ('in', 'in it'), ('out', 'not the same'), ('stayed', 'was in it')], default='proposed', max_length=10)),
                ('score', models.PositiveSmallIntegerField(default=0)),
                ('why', models.JSONField(default=list)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Canned',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('shortcut', models.CharField(max_length=20, validators=[django.core.validators.RegexValidator('^[a-z0-9][a-z0-9-]*\\Z', 'Only small letters, digits and dashes, without spaces.')], verbose_name='shortcut')),
                ('text', models.TextField(max_length=4000, verbose_name='text')),
                ('kind', models.CharField(blank=True, choices=[('vraag', 'question'), ('melding', 'report'), ('klacht', 'complaint'), ('compliment', 'compliment'), ('idee', 'idea'), ('overig', 'other')], max_length=20, verbose_name='kind')),
                ('language', models.CharField(choices=[('nl', 'Nederlands'), ('en', 'English'), ('de', 'Deutsch'), ('fr', 'Français'), ('pl', 'Polski'), ('tr', 'Türkçe'), ('uk', 'Українська'), ('ar', 'العربية')], default='nl', max_length=5, verbose_name='language')),
                ('active', models.BooleanField(default=True, verbose_name='in use')),
                ('review_by', models.DateField(blank=True, null=True, verbose_name='look at it again before')),
                ('version', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'canned answer',
                'verbose_name_plural': 'canned answers',
                'ordering': [django.db.models.functions.text.Lower('title'), 'pk'],
                'permissions': [('change_canned', 'Can write canned answers')],
                'default_permissions': [],
            },
        ),
        migrations.CreateModel(
            name='CannedVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('said', models.JSONField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='CrisisHelper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ends_at', models.DateTimeField(null=True)),
                ('given_at', models.DateTimeField(null=True)),
                ('taken_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['starts_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CrisisLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=5)),
                ('text', models.TextField(blank=True, max_length=2000)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='CrisisNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='CrisisReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('waiting', models.PositiveIntegerField()),
            ],
            options={
                'ordering': ['at'],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField()),
                ('text', models.TextField()),
                ('way', models.CharField(max_length=20)),
                ('split', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('written', 'written'), ('refused', 'skipped')], default='waiting', max_length=10)),
                ('why', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('reply', 'answer'), ('note', 'note'), ('refer', 'question for a department')], max_length=10)),
                ('text', models.TextField()),
                ('aside', models.TextField(blank=True)),
                ('way', models.CharField(blank=True, max_length=20)),
                ('named', models.JSONField(blank=True, default=list)),
                ('page', models.UUIDField(default=uuid.uuid4)),
                ('number', models.BigIntegerField(default=0)),
                ('revision', models.BigIntegerField(default=1)),
                ('version', models.BigIntegerField(default=0)),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'draft',
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.PositiveSmallIntegerField(default=0)),
                ('day', models.DateField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('state', models.CharField(choices=[('waiting', 'waits for its day'), ('asked', 'asked'), ('ended', 'no longer needed'), ('returned', 'for a colleague')], default='waiting', max_length=10)),
                ('why', models.CharField(blank=True, choices=[('heard', 'the citizen wrote'), ('open', 'the conversation was opened again'), ('spam', 'it was closed as spam'), ('person', 'a colleague stopped it'), ('replaced', 'another day was chosen'), ('gone', 'our answer is not there any more'), ('way', 'the platform takes no answer from us now'), ('blocked', 'the citizen is blocked or muted'), ('danger', 'somebody may be in danger'), ('text', 'the text does not fit here'), ('late', 'it could not be asked for a week')], max_length=10)),
                ('detail', models.CharField(blank=True, max_length=500)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'follow-up',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='FollowUpText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('nl', 'Nederlands'), ('en', 'English')], max_length=2, unique=True)),
                ('text', models.TextField(max_length=1000, verbose_name='text')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'question whether it is solved',
                'verbose_name_plural': 'questions whether it is solved',
            },
        ),
        migrations.CreateModel(
            name='Label',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(error_messages={'unique': 'There is a label with this name already.'}, max_length=40, unique=True, verbose_name='Name')),
                ('slug', models.SlugField(editable=False, unique=True)),
                ('colour', models.CharField(choices=[('grey', 'grey'), ('blue', 'blue'), ('teal', 'teal'), ('green', 'green'), ('ochre', 'ochre'), ('brown', 'brown'), ('pink', 'pink'), ('purple', 'purple')], default='grey', max_length=10, verbose_name='Colour')),
                ('active', models.BooleanField(default=True, verbose_name='Can be put on')),
                ('order', models.PositiveSmallIntegerField(default=100, verbose_name='Order')),
            ],
            options={
                'verbose_name': 'label',
                'verbose_name_plural': 'labels',
                'ordering': ['order', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('quiet', 'Mute here: fold away what they write'), ('mute', 'Mute on the platform'), ('block_letters', 'Block private messages'), ('block', 'Block altogether'), ('spam', 'Report private messages as spam')], max_length=20, verbose_name='measure')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('until', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('waiting', 'is being done'), ('stands', 'stands'), ('failed', 'did not work'), ('ending', 'is being lifted'), ('ended', 'over')], default='waiting', max_length=10)),
                ('ended_at', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('not_before', models.DateTimeField(default=django.utils.timezone.now)),
                ('problem', models.CharField(blank=True, choices=[('empty', 'EMPTY'), ('too_long', 'TOO_LONG'), ('duplicate', 'DUPLICATE'), ('not_allowed', 'NOT_ALLOWED'), ('not_called', 'NOT_CALLED'), ('window_closed', 'WINDOW_CLOSED'), ('already_answered', 'ALREADY_ANSWERED'), ('unreachable', 'UNREACHABLE'), ('media', 'MEDIA'), ('target_gone', 'TARGET_GONE'), ('credentials', 'CREDENTIALS'), ('permission', 'PERMISSION'), ('throttled', 'THROTTLED'), ('budget', 'BUDGET'), ('blocked', 'BLOCKED'), ('unavailable', 'UNAVAILABLE'), ('unreadable', 'UNREADABLE'), ('unknown', 'UNKNOWN')], max_length=20)),
                ('detail', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'verbose_name': 'measure',
                'verbose_name_plural': 'measures',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'mention',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Pledge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=500, verbose_name='what was promised')),
                ('until', models.DateField(verbose_name='until')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('outcome', models.CharField(blank=True, choices=[('kept', 'kept'), ('broken', 'not kept')], max_length=10)),
                ('settled_at', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'promise in words',
                'verbose_name_plural': 'promises in words',
                'ordering': ['until', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RudeWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(blank=True, max_length=8000, verbose_name='words')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'abusive words',
                'verbose_name_plural': 'abusive words',
            },
        ),
        migrations.CreateModel(
            name='SamePerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ground', models.CharField(choices=[('says_so', 'They say so themselves'), ('case', 'The same case number'), ('contact', 'The same address, phone number or e-mail address'), ('other', 'Something else')], max_length=10, verbose_name='ground')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='explanation')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('undone_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'link between profiles',
                'verbose_name_plural': 'links between profiles',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='Name')),
                ('query', models.TextField(max_length=4000)),
                ('order', models.PositiveSmallIntegerField(default=100, verbose_name='Order')),
            ],
            options={
                'verbose_name': 'view',
                'verbose_name_plural': 'views',
                'ordering': ['order', 'name', 'pk'],
                'permissions': [('share_view', 'Can make views for everybody')],
            },
        ),
        migrations.CreateModel(
            name='Seen',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='seen', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'last seen',
            },
        ),
        migrations.CreateModel(
            name='Undo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('steps', models.JSONField(default=list)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('undone_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'undo',
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('begins', models.TimeField(default=datetime.time(9, 0))),
                ('ends', models.TimeField(default=datetime.time(17, 0))),
                ('names', models.BooleanField(default=False)),
                ('paused_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'day along',
                'verbose_name_plural': 'days along',
                'ordering': ['-day', 'pk'],
                'permissions': [('plan_visit', 'Can plan days along')],
            },
        ),
        migrations.AlterModelOptions(
            name='author',
            options={'permissions': [('restrain_author', 'Can block and mute citizens')], 'verbose_name': 'citizen'},
        ),
        migrations.AlterModelOptions(
            name='conversation',
            options={'permissions': [('work_conversation', 'Can claim, answer, forward and close conversations'), ('refer_again', 'Can forward a question that came back three times'), ('reassign_conversation', 'Can hand over what a colleague is on'), ('see_names', 'Can read the names of citizens'), ('ask_four_eyes', 'Can decide whose answers a colleague checks first')], 'verbose_name': 'conversation', 'verbose_name_plural': 'conversations'},
        ),
        migrations.AddField(
            model_name='attachment',
            name='internal',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='attachment',
            name='note',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='inbox.note'),
        ),
        migrations.AddField(
            model_name='author',
            name='quiet_from',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='author',
            name='quiet_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='conversation',
            name='four_eyes',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='conversation',
            name='snoozed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='conversation',
            name='snoozed_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='conversation',
            name='uncompared',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='conversation',
            name='version',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='crisis',
            name='department',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='routing.department'),
        ),
        migrations.AddField(
            model_name='crisis',
            name='pattern',
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name='crisis',
            name='place',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='crisis',
            name='report',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='crisis',
            name='words',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='event',
            name='undoes',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='undone_by', to='inbox.event'),
        ),
        migrations.AddField(
            model_name='outbound',
            name='approved_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='outbound',
            name='approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='outbound',
            name='asked',
            field=models.CharField(blank=True, choices=[('', 'nobody has to'), ('newcomer', 'answers of the writer are checked'), ('rule', 'a rule asks for it')], max_length=10),
        ),
        migrations.AddField(
            model_name='outbound',
            name='elsewhere',
            field=models.CharField(blank=True, choices=[('mail', 'by e-mail'), ('phone', 'by telephone'), ('form', 'to a form'), ('desk', 'to the desk'), ('other', 'to another channel')], max_length=10),
        ),
        migrations.AddField(
            model_name='outbound',
            name='then',
            field=models.CharField(choices=[('to_check', 'to be checked'), ('queued', 'queued'), ('sending', 'being sent'), ('sent', 'sent'), ('failed', 'not sent'), ('uncertain', 'uncertain'), ('dropped', 'dropped'), ('by_hand', 'to be placed by hand')], default='queued', max_length=20),
        ),
        migrations.AlterField(
            model_name='event',
            name='verb',
            field=models.CharField(choices=[('received', 'message received'), ('routed', 'department proposed'), ('danger', 'danger'), ('calmed', 'not urgent, a colleague says'), ('department', 'department chosen'), ('kind', 'kind chosen'), ('labelled', 'label put on'), ('unlabelled', 'label taken off'), ('snoozed', 'snoozed'), ('woken', 'back from snooze'), ('undone', 'undone'), ('claimed', 'claimed'), ('taken_over', 'taken over'), ('released', 'released'), ('handed_over', 'handed over'), ('replied', 'answer written'), ('to_check', 'answer to be checked'), ('approved', 'answer approved'), ('sent_back', 'answer sent back to its writer'), ('taken_back', 'answer taken back by its writer'), ('sent', 'answer placed'), ('native', 'answered on the platform'), ('failed', 'answer not sent'), ('uncertain', 'unsure whether the answer was placed'), ('retried', 'sent again'), ('dropped', 'answer dropped'), ('noted', 'note written'), ('referred', 'forwarded'), ('answered', 'department answered'), ('handed_back', 'handed back'), ('asked', 'department asks something'), ('remarked', 'department was told something'), ('taken_up', 'taken up by another department'), ('raised', 'brought to the team lead'), ('greeted', 'automatic answer'), ('reminded', 'reminded'), ('withdrawn', 'forwarding withdrawn'), ('mailed_again', 'mailed to the department again'), ('closed', 'closed'), ('reopened', 'reopened'), ('edited', 'message edited by the citizen'), ('deleted', 'message deleted by the citizen'), ('hidden', 'message hidden'), ('shown', 'message shown again'), ('liked', 'message liked'), ('unliked', 'like taken back'), ('removed', 'our own message deleted'), ('act_failed', 'could not be done on the platform'), ('pledged', 'promised in words'), ('pledge_settled', 'promise kept, or not'), ('pledge_due', 'promise has to be kept today'), ('restrained', 'citizen blocked or muted'), ('lifted', 'block or muting ended'), ('restraint_failed', 'could not block or mute on the platform'), ('by_hand', 'to be placed on the platform itself'), ('bundled', 'put in a bundle'), ('elsewhere', 'sent to another channel'), ('ask_after', 'will be asked whether it is solved'), ('asked_after', 'asked whether it is solved'), ('not_asked_after', 'not asked whether it is solved'), ('ask_yourself', 'a colleague has to ask whether it is solved'), ('unbundled', 'taken out of a bundle')], max_length=20),
        ),
        migrations.AlterField(
            model_name='outbound',
            name='state',
            field=models.CharField(choices=[('to_check', 'to be checked'), ('queued', 'queued'), ('sending', 'being sent'), ('sent', 'sent'), ('failed', 'not sent'), ('uncertain', 'uncertain'), ('dropped', 'dropped'), ('by_hand', 'to be placed by hand')], default='queued', max_length=20),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('verb__in', ['received', 'replied', 'by_hand', 'native'])), fields=['at'], name='inbox_event_counted'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('form', 'message'), _negated=True), fields=['form', 'conversation'], name='inbox_message_form'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('internal', False), ('note', None)), models.Q(('internal', True), ('message', None), ('post', None)), _connector='OR'), name='inbox_attachment_internal', violation_error_message='What belongs to a note goes nowhere else.'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(condition=models.Q(('undoes__isnull', False)), fields=('undoes',), name='inbox_event_undone_once'),
        ),
        migrations.AddField(
            model_name='beginswith',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='begins_with', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bundle',
            name='done_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bundle',
            name='made_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='crisis',
            name='bundle',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='crisis', to='inbox.bundle'),
        ),
        migrations.AddField(
            model_name='bundleanswer',
            name='approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bundleanswer',
            name='bundle',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='inbox.bundle'),
        ),
        migrations.AddField(
            model_name='bundleanswer',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bundled',
            name='bundle',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='inbox.bundle'),
        ),
        migrations.AddField(
            model_name='bundled',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bundled',
            name='conversation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bundled', to='inbox.conversation'),
        ),
        migrations.AddField(
            model_name='canned',
            name='accounts',
            field=models.ManyToManyField(blank=True, related_name='+', to='connectors.account', verbose_name='channels'),
        ),
        migrations.AddField(
            model_name='canned',
            name='departments',
            field=models.ManyToManyField(blank=True, related_name='+', to='routing.department', verbose_name='departments'),
        ),
        migrations.AddField(
            model_name='canned',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner'),
        ),
        migrations.AddField(
            model_name='outbound',
            name='canned',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='outbounds', to='inbox.canned'),
        ),
        migrations.AddIndex(
            model_name='outbound',
            index=models.Index(condition=models.Q(('state', 'to_check')), fields=['conversation'], name='inbox_outbound_to_check'),
        ),
        migrations.AddIndex(
            model_name='outbound',
            index=models.Index(condition=models.Q(('canned__isnull', False)), fields=['canned', 'sent_at'], name='inbox_outbound_canned'),
        ),
        migrations.AddIndex(
            model_name='outbound',
            index=models.Index(condition=models.Q(('elsewhere', ''), _negated=True), fields=['conversation'], name='inbox_outbound_elsewhere'),
        ),
        migrations.AddConstraint(
            model_name='outbound',
            constraint=models.CheckConstraint(condition=models.Q(('asked', ''), ('approved_by__isnull', False), ('state__in', ['to_check', 'dropped', 'failed']), _connector='OR'), name='inbox_outbound_approved', violation_error_message='A colleague has to approve this answer before it is sent.'),
        ),
        migrations.AddConstraint(
            model_name='outbound',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('by')), _negated=True), _connector='OR'), name='inbox_outbound_four_eyes', violation_error_message='Somebody else has to approve this answer.'),
        ),
        migrations.AddConstraint(
            model_name='outbound',
            constraint=models.UniqueConstraint(condition=models.Q(('after', None), ('state', 'to_check')), fields=('conversation',), name='inbox_outbound_one_to_check', violation_error_message='Another answer of this conversation is to be checked.'),
        ),
        migrations.AddField(
            model_name='cannedversion',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='cannedversion',
            name='canned',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='inbox.canned'),
        ),
        migrations.AddField(
            model_name='crisishelper',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='crisishelper',
            name='crisis',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='helpers', to='inbox.crisis'),
        ),
        migrations.AddField(
            model_name='crisishelper',
            name='role',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='auth.group'),
        ),
        migrations.AddField(
            model_name='crisishelper',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='crisisline',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='crisisline',
            name='crisis',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='inbox.crisis'),
        ),
        migrations.AddField(
            model_name='crisisnote',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='crisisnote',
            name='crisis',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='inbox.crisis'),
        ),
        migrations.AddField(
            model_name='crisisreading',
            name='crisis',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='inbox.crisis'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='answer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='inbox.bundleanswer'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='conversation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='inbox.conversation'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='outbound',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='delivery', to='inbox.outbound'),
        ),
        migrations.AddField(
            model_name='draft',
            name='conversation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='inbox.conversation'),
        ),
        migrations.AddField(
            model_name='draft',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='followup',
            name='answer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inbox.message'),
        ),
        migrations.AddField(
            model_name='followup',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='followup',
            name='conversation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follow_ups', to='inbox.conversation'),
        ),
        migrations.AddField(
            model_name='followup',
            name='question',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='follow_up', to='inbox.outbound'),
        ),
        migrations.AddField(
            model_name='followuptext',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='conversation',
            name='labels',
            field=models.ManyToManyField(blank=True, related_name='conversations', to='inbox.label'),
        ),
        migrations.AddField(
            model_name='crisis',
            name='label',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inbox.label'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('snoozed_at__isnull', False)), fields=['snoozed_until'], name='inbox_conversation_snoozed'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('uncompared', True)), fields=['id'], name='inbox_conversation_uncompared'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('neighbourhood', ''), _negated=True), fields=['neighbourhood', '-created_at'], name='inbox_conversation_place'),
        ),
        migrations.AddConstraint(
            model_name='conversation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('snoozed_at', None), ('snoozed_until', None)), models.Q(('snoozed_at__isnull', False), ('status', 'open')), _connector='OR'), name='inbox_conversation_sleeps_open', violation_error_message='Only what waits for us can be snoozed.'),
        ),
        migrations.AddField(
            model_name='measure',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='inbox.author'),
        ),
        migrations.AddField(
            model_name='measure',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='measure',
            name='conversation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='inbox.conversation'),
        ),
        migrations.AddField(
            model_name='measure',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mention',
            name='note',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='inbox.note'),
        ),
        migrations.AddField(
            model_name='mention',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pledge',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pledge',
            name='conversation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pledges', to='inbox.conversation'),
        ),
        migrations.AddField(
            model_name='pledge',
            name='settled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rudewords',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sameperson',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sameperson',
            name='one',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inbox.author'),
        ),
        migrations.AddField(
            model_name='sameperson',
            name='other',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inbox.author'),
        ),
        migrations.AddField(
            model_name='sameperson',
            name='undone_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='savedview',
            name='owner',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='beginswith',
            name='view',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inbox.savedview'),
        ),
        migrations.AddField(
            model_name='undo',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='visit',
            name='beside',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='visit',
            name='observer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='visit',
            name='planned_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='bundle',
            index=models.Index(fields=['state', '-made_at'], name='inbox_bundle_state'),
        ),
        migrations.AddConstraint(
            model_name='bundleanswer',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('by')), _negated=True), _connector='OR'), name='inbox_bundle_answer_four_eyes', violation_error_message='Somebody else has to approve this answer.'),
        ),
        migrations.AddConstraint(
            model_name='bundled',
            constraint=models.UniqueConstraint(fields=('bundle', 'conversation'), name='inbox_bundled_once_in_a_bundle'),
        ),
        migrations.AddConstraint(
            model_name='bundled',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['proposed', 'in'])), fields=('conversation',), name='inbox_bundled_in_one_bundle', violation_error_message='This conversation is in another bundle.'),
        ),
        migrations.AddConstraint(
            model_name='canned',
            constraint=models.UniqueConstraint(fields=('shortcut',), name='inbox_canned_shortcut_once', violation_error_message='Another canned answer has this shortcut already.'),
        ),
        migrations.AddConstraint(
            model_name='canned',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('title'), name='inbox_canned_title_once', violation_error_message='There is one with this name already.'),
        ),
        migrations.AddConstraint(
            model_name='cannedversion',
            constraint=models.UniqueConstraint(fields=('canned', 'number'), name='inbox_canned_version_once'),
        ),
        migrations.AddConstraint(
            model_name='crisishelper',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at', None), ('ends_at__gte', models.F('starts_at')), _connector='OR'), name='inbox_crisis_helper_in_order', violation_error_message='The end comes after the beginning.'),
        ),
        migrations.AddIndex(
            model_name='crisisline',
            index=models.Index(fields=['crisis', 'language', '-id'], name='inbox_crisis_line_newest'),
        ),
        migrations.AddConstraint(
            model_name='crisisreading',
            constraint=models.UniqueConstraint(fields=('crisis', 'at'), name='inbox_crisis_reading_once'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['at'], name='inbox_delivery_waiting'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('answer', 'conversation'), name='inbox_delivery_once'),
        ),
        migrations.AddIndex(
            model_name='draft',
            index=models.Index(fields=['saved_at'], name='inbox_draft_saved'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(fields=('conversation', 'user', 'mode'), name='inbox_draft_once'),
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['day'], name='inbox_followup_due'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('conversation',), name='inbox_followup_one_waiting', violation_error_message='It is asked already whether this is solved.'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'ending'])), fields=['not_before'], name='inbox_measure_asked'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=models.Index(condition=models.Q(('state', 'stands')), fields=['until'], name='inbox_measure_until'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'stands', 'ending'])), fields=('author', 'what'), name='inbox_measure_one_standing', violation_error_message='This holds for this citizen already.'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='inbox_measure_has_a_reason'),
        ),
        migrations.AddIndex(
            model_name='mention',
            index=models.Index(fields=['user', '-note'], name='inbox_mention_of'),
        ),
        migrations.AddIndex(
            model_name='mention',
            index=models.Index(condition=models.Q(('read_at__isnull', True)), fields=['user'], name='inbox_mention_unread'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.UniqueConstraint(fields=('note', 'user'), name='inbox_mention_once', violation_error_message='This colleague is named in this note already.'),
        ),
        migrations.AddIndex(
            model_name='pledge',
            index=models.Index(condition=models.Q(('outcome', ''), ('reminded_at', None)), fields=['until'], name='inbox_pledge_due'),
        ),
        migrations.AddConstraint(
            model_name='sameperson',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('one', 'other'), name='inbox_same_person_once', violation_error_message='These profiles are linked already.'),
        ),
        migrations.AddConstraint(
            model_name='sameperson',
            constraint=models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='inbox_same_person_in_order'),
        ),
        migrations.AddConstraint(
            model_name='sameperson',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('undone_at', None), ('undone_by', None)), models.Q(('undone_at__gte', models.F('at')), ('undone_by__isnull', False)), _connector='OR'), name='inbox_same_person_undone_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(fields=('owner', 'name'), name='inbox_saved_view_once', nulls_distinct=False, violation_error_message='There is a view with this name already.'),
        ),
        migrations.AddIndex(
            model_name='undo',
            index=models.Index(fields=['by', 'at'], name='inbox_undo_newest'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.UniqueConstraint(fields=('observer', 'day'), name='inbox_visit_once', violation_error_message='This person looks along that day already.'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('ends__gt', models.F('begins'))), name='inbox_visit_forward', violation_error_message='It has to end later than it begins.'),
        ),
    ]
