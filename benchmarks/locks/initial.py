"""The tables that the operations meet: books with columns of every kind, indexes, keys out of them and to them."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            "Author",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("name", models.CharField(max_length=100)),
                ("email", models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            "Tag", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=50))]
        ),
        migrations.CreateModel(
            "Shelf", [("id", models.AutoField(primary_key=True)), ("name", models.CharField(max_length=50))]
        ),
        migrations.CreateModel(
            "Book",
            [
                ("id", models.AutoField(primary_key=True)),
                ("title", models.CharField(max_length=100)),
                ("slug", models.CharField(max_length=50)),
                ("isbn", models.CharField(max_length=20, null=True)),
                ("pages", models.IntegerField()),
                ("small", models.SmallIntegerField(default=1)),
                ("pos", models.PositiveIntegerField(default=1)),
                ("price", models.DecimalField(max_digits=8, decimal_places=2)),
                ("rating", models.FloatField(null=True)),
                ("published", models.BooleanField(default=False)),
                ("created", models.DateTimeField()),
                ("day", models.DateField()),
                ("notes", models.TextField(null=True)),
                ("author", models.ForeignKey("t.Author", models.CASCADE)),
                ("category", models.CharField(max_length=20, db_index=True)),
                ("code", models.IntegerField(unique=True)),
                ("uid", models.UUIDField()),
                ("data", models.JSONField(default=dict)),
                ("shelf_ref", models.BigIntegerField(null=True)),
                ("big", models.BigIntegerField(default=0)),
                ("numtext", models.CharField(max_length=20, default="1")),
                ("uidtext", models.CharField(max_length=36, default="")),
                ("status", models.CharField(max_length=10, default="new")),
                ("dbdef", models.IntegerField(db_default=5)),
                (
                    "softfk",
                    models.ForeignKey("t.Author", models.DO_NOTHING, db_constraint=False, null=True, related_name="+"),
                ),
                ("tags", models.ManyToManyField("t.Tag")),
            ],
            options={
                "unique_together": {("slug", "code")},
                "indexes": [models.Index(fields=["day"], name="book_day_ix")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(pages__gte=0), name="pages_gte0"),
                    models.UniqueConstraint(fields=["uid"], name="uid_uq"),
                ],
            },
        ),
        migrations.CreateModel(
            "Review",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("book", models.ForeignKey("t.Book", models.CASCADE)),
                ("stars", models.IntegerField()),
            ],
        ),
    ]
