from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, Prefetch, Sum, prefetch_related_objects

from shop.models import Author, Book, Category, Country, Ebook, Note, Post, Profile, Publisher, Review, Sale, Tag


# variant: one_to_one_backwards bad
def one_to_one_backwards():
    return [author.profile.motto for author in Author.objects.filter(profile__isnull=False)]


# variant: one_to_one_backwards_joined safe
def one_to_one_backwards_joined():
    return [author.profile.motto for author in Author.objects.filter(profile__isnull=False).select_related("profile")]


# variant: one_to_one_forwards bad
def one_to_one_forwards():
    return [profile.author.name for profile in Profile.objects.all()]


# variant: one_to_one_forwards_prefetched safe
def one_to_one_forwards_prefetched():
    return [profile.author.name for profile in Profile.objects.prefetch_related("author")]


# variant: one_to_one_by_hasattr bad
def one_to_one_by_hasattr():
    return [author.name for author in Author.objects.all() if hasattr(author, "profile")]


# variant: reverse_fk bad
def reverse_fk():
    return {book.title: [review.stars for review in book.reviews.all()] for book in Book.objects.all()}


# variant: reverse_fk_prefetched safe
def reverse_fk_prefetched():
    books = Book.objects.prefetch_related("reviews")
    return {book.title: [review.stars for review in book.reviews.all()] for book in books}


# variant: reverse_fk_default_name bad
def reverse_fk_default_name():
    return [len(publisher.book_set.all()) for publisher in Publisher.objects.all()]


# variant: reverse_fk_default_name_prefetched safe
def reverse_fk_default_name_prefetched():
    return [len(publisher.book_set.all()) for publisher in Publisher.objects.prefetch_related("book_set")]


# variant: many_to_many bad
def many_to_many():
    return [", ".join(tag.name for tag in book.tags.all()) for book in Book.objects.all()]


# variant: many_to_many_prefetched safe
def many_to_many_prefetched():
    return [", ".join(tag.name for tag in book.tags.all()) for book in Book.objects.prefetch_related("tags")]


# variant: many_to_many_backwards bad
def many_to_many_backwards():
    return [[book.title for book in tag.books.all()] for tag in Tag.objects.all()]


# variant: many_to_many_backwards_fk bad
def many_to_many_backwards_fk():
    return [[book.author.name for book in tag.books.all()] for tag in Tag.objects.prefetch_related("books")]


# variant: many_to_many_backwards_fk_loaded safe
def many_to_many_backwards_fk_loaded():
    tags = Tag.objects.prefetch_related(Prefetch("books", queryset=Book.objects.select_related("author")))
    return [[book.author.name for book in tag.books.all()] for tag in tags]


# variant: generic_fk bad
def generic_fk():
    return [str(note.target) for note in Note.objects.all()]


# variant: generic_fk_prefetched safe
def generic_fk_prefetched():
    return [str(note.target) for note in Note.objects.prefetch_related("target")]


# variant: generic_relation bad
def generic_relation():
    return [[note.text for note in book.notes.all()] for book in Book.objects.all()]


# variant: generic_relation_prefetched safe
def generic_relation_prefetched():
    return [[note.text for note in book.notes.all()] for book in Book.objects.prefetch_related("notes")]


# variant: self_fk_down bad
def self_fk_down():
    return [[child.name for child in category.children.all()] for category in Category.objects.all()]


# variant: self_fk_down_prefetched safe
def self_fk_down_prefetched():
    tops = Category.objects.prefetch_related("children")
    return [[child.name for child in category.children.all()] for category in tops]


# variant: self_fk_on_nullable bad
def self_fk_on_nullable():
    return [author.mentor.name for author in Author.objects.exclude(mentor=None)]


# variant: child_of_multi_table bad
def child_of_multi_table():
    names = []
    for book in Book.objects.filter(ebook__isnull=False):
        try:
            names.append(book.ebook.size)
        except ObjectDoesNotExist:
            continue
    return names


# variant: child_of_multi_table_joined safe
def child_of_multi_table_joined():
    return [book.ebook.size for book in Book.objects.filter(ebook__isnull=False).select_related("ebook")]


# variant: own_fk_of_multi_table bad
def own_fk_of_multi_table():
    return [ebook.store.name for ebook in Ebook.objects.select_related("author")]


# variant: fks_of_multi_table_joined safe
def fks_of_multi_table_joined():
    return [f"{ebook.store.name} {ebook.author.name}" for ebook in Ebook.objects.select_related("store", "author")]


# variant: fk_of_abstract_parent bad
def fk_of_abstract_parent():
    return [post.owner.email for post in Post.objects.all()]


# variant: method_of_abstract_parent bad
def method_of_abstract_parent():
    return [post.signature() for post in Post.objects.all()]


# variant: method_of_abstract_parent_joined safe
def method_of_abstract_parent_joined():
    return [post.signature() for post in Post.objects.select_related("owner")]


# variant: bare_select_related_nullable bad
def bare_select_related_nullable():
    return [book.publisher.name for book in Book.objects.select_related()]


# variant: bare_select_related_required safe
def bare_select_related_required():
    return [book.author.name for book in Book.objects.select_related()]


# variant: select_related_taken_back bad
def select_related_taken_back():
    return [book.author.name for book in Book.full.select_related(None)]


# variant: prefetch_with_to_attr safe
def prefetch_with_to_attr():
    good = Prefetch("reviews", queryset=Review.objects.filter(stars__gt=1), to_attr="good_reviews")
    return [[review.text for review in book.good_reviews] for book in Book.objects.prefetch_related(good)]


# variant: prefetch_to_attr_reads_further bad
def prefetch_to_attr_reads_further():
    good = Prefetch("reviews", queryset=Review.objects.filter(stars__gt=0), to_attr="good_reviews")
    books = Book.objects.prefetch_related(good)
    return [[review.reviewer.name for review in book.good_reviews] for book in books]


# variant: prefetch_to_attr_not_used bad
def prefetch_to_attr_not_used():
    books = Book.objects.prefetch_related(Prefetch("reviews", to_attr="all_reviews"))
    return [[review.text for review in book.reviews.all()] for book in books]


# variant: prefetch_objects_later safe
def prefetch_objects_later():
    books = list(Book.objects.all())
    prefetch_related_objects(books, "tags", "publisher")
    return [f"{book.publisher.name}: {len(book.tags.all())}" for book in books]


# variant: len_of_prefetched safe
def len_of_prefetched():
    return [len(book.reviews.all()) for book in Book.objects.prefetch_related("reviews")]


# variant: count_of_prefetched safe
def count_of_prefetched():
    return [book.reviews.count() for book in Book.objects.prefetch_related("reviews")]


# variant: exists_of_prefetched safe
def exists_of_prefetched():
    return [book.title for book in Book.objects.prefetch_related("tags") if book.tags.exists()]


# variant: counted_by_annotation safe
def counted_by_annotation():
    return [book.number_of_reviews for book in Book.objects.annotate(number_of_reviews=Count("reviews"))]


# variant: summed_by_the_database safe
def summed_by_the_database():
    return {row["author"]: row["sum"] for row in Book.objects.values("author").annotate(sum=Sum("price"))}


# variant: related_manager_of_one_row safe
def related_manager_of_one_row():
    author = Author.objects.get(pk=1)
    return [book.title for book in author.books.all()]


# variant: related_manager_then_fk bad
def related_manager_then_fk():
    author = Author.objects.get(pk=1)
    return [book.publisher.name for book in author.books.all()]


# variant: back_to_the_parent safe
def back_to_the_parent():
    author = Author.objects.get(pk=1)
    return [f"{book.title} {book.author.name}" for book in author.books.all()]


# variant: related_manager_joined safe
def related_manager_joined():
    author = Author.objects.get(pk=1)
    return [book.publisher.name for book in author.books.select_related("publisher")]


# variant: across_two_fks bad
def across_two_fks():
    return [sale.book.author.name for sale in Sale.objects.select_related("book")]


# variant: fk_identity_of_object bad
def fk_identity_of_object():
    return [book.publisher.id for book in Book.objects.all()]


# variant: fk_identity_of_column safe
def fk_identity_of_column():
    return [book.publisher_id for book in Book.objects.all()]


# variant: fk_compared_with_row bad
def fk_compared_with_row():
    wanted = Author.objects.get(pk=1)
    return [book.title for book in Book.objects.all() if book.author == wanted]


# variant: fk_column_compared safe
def fk_column_compared():
    wanted = Author.objects.get(pk=1)
    return [book.title for book in Book.objects.all() if book.author_id == wanted.pk]


# variant: fk_tested_for_truth bad
def fk_tested_for_truth():
    return [book.title for book in Book.objects.all() if book.publisher]


# variant: fk_set_by_hand safe
def fk_set_by_hand():
    authors = Author.objects.in_bulk()
    lines = []
    for book in Book.objects.all():
        book.author = authors[book.author_id]
        lines.append(book.author.name)
    return lines


# variant: fk_looked_up_in_dict safe
def fk_looked_up_in_dict():
    publishers = {publisher.pk: publisher for publisher in Publisher.objects.select_related("country")}
    return [publishers[book.publisher_id].country.name for book in Book.objects.all()]


# variant: filter_is_no_load bad
def filter_is_no_load():
    countries = Country.objects.filter(publishers__isnull=False)
    return [[publisher.name for publisher in country.publishers.all()] for country in countries]
