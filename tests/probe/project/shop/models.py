from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.functional import cached_property

from shop.querysets import AuthorQuerySet, BookQuerySet, FullManager, NoteManager, ReviewManager


class Country(models.Model):
    name = models.CharField(max_length=80)

    def __str__(self):
        return self.name


class Publisher(models.Model):
    name = models.CharField(max_length=80)
    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="publishers")

    def __str__(self):
        return self.name


class Imprint(models.Model):
    name = models.CharField(max_length=80)
    publisher = models.ForeignKey(Publisher, on_delete=models.CASCADE, related_name="imprints")

    def __str__(self):
        return f"{self.name} ({self.publisher.name})"


class Author(models.Model):
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    mentor = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="pupils")

    objects = AuthorQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"/authors/{self.pk}/"

    def count_books(self):
        return self.books.count()

    def titles(self):
        return [book.title for book in self.books.all()]

    # variant: model_method_of_one bad
    def publishers(self):
        return [book.publisher.name for book in self.books.all()]

    # variant: model_method_of_one_joined safe
    def joined_publishers(self):
        return [book.publisher.name for book in self.books.select_related("publisher")]

    # shared


class Profile(models.Model):
    author = models.OneToOneField(Author, on_delete=models.CASCADE, related_name="profile")
    motto = models.CharField(max_length=200)
    country = models.ForeignKey(Country, on_delete=models.CASCADE)


class Tag(models.Model):
    name = models.CharField(max_length=40)

    def __str__(self):
        return self.name


class Book(models.Model):
    title = models.CharField(max_length=120)
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="books")
    publisher = models.ForeignKey(Publisher, null=True, blank=True, on_delete=models.SET_NULL)
    tags = models.ManyToManyField(Tag, related_name="books", blank=True)
    price = models.IntegerField(default=0)
    summary = models.TextField(blank=True)
    notes = GenericRelation("Note")

    objects = BookQuerySet.as_manager()
    full = FullManager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/books/{self.pk}/"

    @property
    def byline(self):
        return f"{self.title} by {self.author.name}"

    @property
    def heading(self):
        return self.title.upper()

    @cached_property
    def origin(self):
        return self.publisher.country.name

    @property
    def tag_names(self):
        return ", ".join(tag.name for tag in self.tags.all())

    def stars(self):
        return [review.stars for review in self.reviews.all()]

    def is_reviewed(self):
        return self.reviews.exists()


class Store(models.Model):
    name = models.CharField(max_length=80)


class Ebook(Book):
    size = models.IntegerField(default=0)
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="ebooks")


class Review(models.Model):
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="reviews_written")
    stars = models.IntegerField(default=0)
    text = models.TextField(blank=True)

    objects = ReviewManager()

    def __str__(self):
        return f"{self.stars} for {self.book.title}"


class Owned(models.Model):
    owner = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="owned_%(class)ss")

    class Meta:
        abstract = True

    def signature(self):
        return f"by {self.owner.name}"


class Post(Owned):
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True)
    about = models.ForeignKey(Book, null=True, blank=True, on_delete=models.SET_NULL, related_name="posts")

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.title


class Note(models.Model):
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    text = models.CharField(max_length=200)

    objects = models.Manager()
    texts = NoteManager()


class Category(models.Model):
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")

    def __str__(self):
        return f"{self.parent.name} / {self.name}" if self.parent else self.name

    # variant: classmethod_of_model bad
    @classmethod
    def paths(cls):
        return [str(category) for category in cls.objects.all()]

    # variant: classmethod_of_model_joined safe
    @classmethod
    def joined_paths(cls):
        return [str(category) for category in cls.objects.select_related("parent")]

    # shared


class Sale(models.Model):
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="sales")
    buyer = models.ForeignKey(Author, null=True, blank=True, on_delete=models.SET_NULL, related_name="purchases")
    amount = models.IntegerField(default=1)
    invoiced = models.BooleanField(default=False)

    def total(self):
        return self.amount * self.book.price


class ShelvedBook(Book):
    class Meta:
        proxy = True


class PricedBook(Book):
    class Meta:
        proxy = True


class SignedBook(Book):
    class Meta:
        proxy = True


class ReviewedBook(Book):
    class Meta:
        proxy = True


class QuietBook(Book):
    class Meta:
        proxy = True


class SoldBook(Book):
    class Meta:
        proxy = True


class EditedBook(Book):
    class Meta:
        proxy = True


class TitledBook(Book):
    class Meta:
        proxy = True


class NamedReview(Review):
    class Meta:
        proxy = True


class QuietReview(Review):
    class Meta:
        proxy = True


class BusyAuthor(Author):
    class Meta:
        proxy = True


class TaggedBook(Book):
    class Meta:
        proxy = True


class LabelledBook(Book):
    class Meta:
        proxy = True


class LongBook(Book):
    class Meta:
        proxy = True


class OwnedPost(Post):
    class Meta:
        proxy = True


class LentBook(Book):
    class Meta:
        proxy = True


class BoundBook(Book):
    class Meta:
        proxy = True


class OldBook(Book):
    class Meta:
        proxy = True


class RareBook(Book):
    class Meta:
        proxy = True


class LostBook(Book):
    class Meta:
        proxy = True


class FoundBook(Book):
    class Meta:
        proxy = True


class SmallBook(Book):
    class Meta:
        proxy = True


class NewBook(Book):
    class Meta:
        proxy = True


class DearBook(Book):
    class Meta:
        proxy = True


class FilteredCategory(Category):
    class Meta:
        proxy = True


class TopCategory(Category):
    class Meta:
        proxy = True


class NamedCategory(Category):
    class Meta:
        proxy = True


class BigSale(Sale):
    class Meta:
        proxy = True


class SmallSale(Sale):
    class Meta:
        proxy = True


class LastSale(Sale):
    class Meta:
        proxy = True


class FirstSale(Sale):
    class Meta:
        proxy = True


class LongPost(Post):
    class Meta:
        proxy = True


class ShortPost(Post):
    class Meta:
        proxy = True
