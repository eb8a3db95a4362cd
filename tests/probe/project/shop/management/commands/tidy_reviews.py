from django.core.management.base import BaseCommand
from django.db.models.functions import Trim

from shop.models import Review


# variant: tidy_reviews safe command
class Command(BaseCommand):
    help = "Put every review's text in order"

    def handle(self, *args, **options):
        changed = Review.objects.update(text=Trim("text"))
        self.stdout.write(f"{changed} done")
