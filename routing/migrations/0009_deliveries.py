import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def note_what_was_written(apps, schema_editor):
    """Letters that left before this stood nowhere of their own."""
    referrals = apps.get_model("routing", "Referral").objects
    referrals.exclude(mailed_at=None).update(written_at=models.F("mailed_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("routing", "0008_deputies_by_department"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="turned_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="department",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="routing.department",
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="back_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="referral",
            name="claimed_name",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
        migrations.AddField(
            model_name="referral",
            name="written_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "question"),
                            ("update", "update"),
                            ("withdrawn", "withdrawn"),
                            ("moved", "moved"),
                            ("look", "look"),
                            ("link", "link"),
                        ],
                        max_length=20,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("to", models.CharField(max_length=254)),
                ("to_account", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("taken_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("problem", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="routing.referral",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("sent_at", None)),
                        fields=["referral"],
                        name="routing_delivery_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("referral", "number", "to"), name="routing_delivery_once"
                    )
                ],
            },
        ),
        migrations.RunPython(note_what_was_written, migrations.RunPython.noop),
    ]
