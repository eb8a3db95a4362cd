from django.core.management.base import BaseCommand

from shop.models import Post


# variant: tidy_posts bad command
class Command(BaseCommand):
    help = "Put every post's title in order"

    def handle(self, *args, **options):
        posts = Post.objects.all()
        for number, post in enumerate(posts.iterator(chunk_size=2000)):
            post.title = post.title.strip()
            post.save(update_fields=["title"])
            if number % 1000 == 0:
                self.stdout.write(f"{number} done")
