"""Figures for the owner, written in a hurry."""

from blog.models import Post

from catalogue.models import Author, Book, Publisher


def newest_titles():
    newest = {}
    for publisher in Publisher.objects.all():
        newest[publisher.name] = Book.objects.filter(publisher=publisher).order_by("-pk").first()
    return newest


def cheap_titles():
    publishers = Publisher.objects.prefetch_related("books")
    return {publisher.name: publisher.books.filter(price__lt=10).count() for publisher in publishers}


def previews():
    return [f"{post.title}: {post.body[:80]}" for post in Post.objects.only("title")]


def publish_all():
    for post in Post.objects.filter(published=False):
        post.published = True
        post.save()


def stock_value():
    return sum(book.price for book in Book.objects.filter(in_stock=True))


def has_books(author):
    return len(Book.objects.filter(author=author)) > 0


def author_keys():
    return {book.title: book.author.pk for book in Book.objects.all()}


def print_authors():
    authors = Author.objects.order_by("name")
    if authors.exists():
        for author in authors:
            print(author.name)


def raise_price(pk):
    book = Book.objects.get(pk=pk)
    book.price = book.price * 2
    book.save()


async def newest():
    return Book.objects.latest("pk").title


def find_by_title(title):
    return Book.objects.get(title=title)


def search(words):
    return Book.objects.filter(title__icontains=words)


def print_titles():
    for book in Book.objects.select_related("author", "publisher"):
        print(book.title, book.author.name)
