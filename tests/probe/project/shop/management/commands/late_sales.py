from django.core.management.base import BaseCommand

from shop.models import Sale


# variant: late_sales bad command
class Command(BaseCommand):
    help = "Print who bought what"

    def handle(self, *args, **options):
        for sale in self.get_sales():
            self.stdout.write(f"{sale.book.title}: {sale.amount}")

    def get_sales(self):
        return Sale.objects.filter(invoiced=False)
