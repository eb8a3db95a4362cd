import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("catalogue", "0002_book_slug")]

    operations = [
        migrations.CreateModel(
            name="Copy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("book", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="catalogue.book")),
                ("shelf", models.CharField(max_length=20, null=True, db_index=True)),
                ("pages", models.IntegerField()),
                ("bought", models.DateTimeField()),
                ("note", models.IntegerField()),
                ("label", models.CharField(max_length=50)),
            ],
        ),
    ]
