from django.db import migrations, models
from django.utils.text import slugify


def fill_slugs(apps, schema_editor):
    Book = apps.get_model("catalogue", "Book")
    for book in Book.objects.all():
        book.slug = slugify(book.title)
        book.save()


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="book",
            name="slug",
            field=models.SlugField(default="", max_length=200),
        ),
        migrations.RunPython(fill_slugs),
    ]
