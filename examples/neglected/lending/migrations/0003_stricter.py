import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lending", "0002_faster")]

    operations = [
        migrations.AlterField(
            model_name="copy",
            name="shelf",
            field=models.CharField(max_length=20, db_index=True),
        ),
        migrations.AddConstraint(
            model_name="copy",
            constraint=models.CheckConstraint(condition=models.Q(pages__gt=0), name="copy_has_pages"),
        ),
        migrations.AlterField(
            model_name="copy",
            name="book",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to="catalogue.book"),
        ),
        migrations.AddField(
            model_name="copy",
            name="token",
            field=models.UUIDField(default=uuid.uuid4),
        ),
    ]
