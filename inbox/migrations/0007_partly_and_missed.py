from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0006_searched'),
    ]

    operations = [
        migrations.AlterField(
            model_name='alarm',
            name='kind',
            field=models.CharField(choices=[('silent', 'no contact'), ('reconnect', 'to be connected again'), ('unread', 'what arrived is not being read'), ('unsent', 'answers do not leave'), ('webhooks', 'webhooks do not come in'), ('budget', 'the budget is used up'), ('canary', 'the test message did not arrive'), ('partly', 'not everything comes in'), ('missed', 'messages could not be fetched')], max_length=10),
        ),
    ]
