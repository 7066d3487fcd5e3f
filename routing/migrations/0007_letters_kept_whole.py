from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("routing", "0006_attempts"),
    ]

    operations = [
        migrations.AddField(
            model_name="mailrun",
            name="place",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="letter",
            name="why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", ""),
                    ("sender", "This sender does not belong to the department."),
                    ("reference", "It is not clear to which question this belongs."),
                    ("closed", "The question was closed already."),
                    ("empty", "Nothing is written in it."),
                    ("too_many", "This sender mails too often."),
                    ("too_large", "The mail is larger than we read."),
                    ("unreadable", "The mail could not be read."),
                    ("doubted", "The sender could not be verified."),
                    ("machine", "It says that a system sent it. Perhaps a person wrote it."),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="mailrun",
            name="problem",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", ""),
                    ("unreachable", "The mailbox for answers cannot be reached."),
                    ("refused", "The mailbox for answers refuses our user name or password."),
                    ("failed", "The mailbox for answers does not do what we ask."),
                    ("not_kept", "A letter in the mailbox for answers cannot be taken in."),
                    ("not_moved", "Letters that were read cannot be moved out of the mailbox."),
                    ("too_large", "A letter in the mailbox is larger than Webcare keeps."),
                ],
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                fields=["received_at"], include=["size"], name="routing_letter_lately"
            ),
        ),
    ]
