from django.contrib import admin
from django.db.models import Count, F

from shop.models import (
    Author,
    Book,
    BusyAuthor,
    Category,
    Country,
    Ebook,
    EditedBook,
    Imprint,
    LabelledBook,
    LongBook,
    NamedReview,
    OwnedPost,
    Post,
    PricedBook,
    Profile,
    Publisher,
    QuietBook,
    QuietReview,
    Review,
    ReviewedBook,
    Sale,
    ShelvedBook,
    SignedBook,
    SoldBook,
    Store,
    Tag,
    TaggedBook,
    TitledBook,
)


# variant: admin_fk_is_joined safe admin:imprint
@admin.register(Imprint)
class ImprintAdmin(admin.ModelAdmin):
    list_display = ["name", "publisher"]


# variant: admin_nullable_fk bad admin:book
@admin.register(Book)
class BookAdmin(admin.ModelAdmin):
    list_display = ["title", "author", "publisher"]
    search_fields = ["title"]


# variant: admin_nullable_fk_listed safe admin:shelvedbook
@admin.register(ShelvedBook)
class ShelvedBookAdmin(admin.ModelAdmin):
    list_display = ["title", "author", "publisher"]
    list_select_related = ["author", "publisher"]


# variant: admin_callable bad admin:sale
@admin.register(Sale)
class SaleAdmin(admin.ModelAdmin):
    list_display = ["amount", "title"]

    @admin.display(description="Book")
    def title(self, sale):
        return sale.book.title


# variant: admin_callable_joined safe admin:profile
@admin.register(Profile)
class ProfileAdmin(admin.ModelAdmin):
    list_display = ["motto", "lives_in"]
    list_select_related = ("country",)

    def lives_in(self, profile):
        return profile.country.name


# variant: admin_callable_joined_by_another_column safe admin:publisher
@admin.register(Publisher)
class PublisherAdmin(admin.ModelAdmin):
    list_display = ["name", "country", "home"]

    def home(self, publisher):
        return publisher.country.name.upper()


# variant: admin_str_of_row bad admin:namedreview
@admin.register(NamedReview)
class NamedReviewAdmin(admin.ModelAdmin):
    pass


# variant: admin_str_of_row_joined safe admin:quietreview
@admin.register(QuietReview)
class QuietReviewAdmin(admin.ModelAdmin):
    def get_queryset(self, request):
        return super().get_queryset(request).select_related("book")


# variant: admin_nullable_fk_in_str bad admin:category
@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ["__str__", "name"]


# variant: admin_method_counts bad admin:author
@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin):
    list_display = ["name", "count_books"]
    search_fields = ["name"]


# variant: admin_method_counts_annotated safe admin:busyauthor
@admin.register(BusyAuthor)
class BusyAuthorAdmin(admin.ModelAdmin):
    list_display = ["name", "number"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(number_of_sales=Count("purchases"))

    def number(self, author):
        return author.number_of_sales


# variant: admin_property_column bad admin:signedbook
@admin.register(SignedBook)
class SignedBookAdmin(admin.ModelAdmin):
    list_display = ["title", "byline"]


# variant: admin_select_related_true safe admin:titledbook
@admin.register(TitledBook)
class TitledBookAdmin(admin.ModelAdmin):
    list_display = ["title", "byline"]
    list_select_related = True


# variant: admin_function_column bad admin:review
def reviewed_by(review):
    return review.reviewer.name


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin):
    list_display = ["stars", reviewed_by]


# variant: admin_column_through_fk bad admin:post
@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    list_display = ["title", "about__title"]


# variant: admin_columns_alone safe admin:store
@admin.register(Store)
class StoreAdmin(admin.ModelAdmin):
    list_display = ["id", "name"]
    list_filter = ["name"]


# variant: admin_many_in_column bad admin:taggedbook
@admin.register(TaggedBook)
class TaggedBookAdmin(admin.ModelAdmin):
    list_display = ["title", "all_tags"]

    def all_tags(self, book):
        return ", ".join(tag.name for tag in book.tags.all())


# variant: admin_many_in_column_prefetched safe admin:labelledbook
@admin.register(LabelledBook)
class LabelledBookAdmin(admin.ModelAdmin):
    list_display = ["title", "all_tags"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("tags")

    def all_tags(self, book):
        return ", ".join(tag.name for tag in book.tags.all())


# variant: admin_multi_table_fk safe admin:ebook
@admin.register(Ebook)
class EbookAdmin(admin.ModelAdmin):
    list_display = ["title", "store", "author"]


# variant: admin_inline_reads_fk bad change:reviewedbook
class ReviewInline(admin.TabularInline):
    model = Review
    fields = ["stars", "reviewer"]
    readonly_fields = ["stars", "reviewer"]
    extra = 0


@admin.register(ReviewedBook)
class ReviewedBookAdmin(admin.ModelAdmin):
    fields = ["title"]
    inlines = [ReviewInline]


# variant: admin_inline_joined safe change:quietbook
class JoinedReviewInline(admin.TabularInline):
    model = Review
    fields = ["stars", "reviewer"]
    readonly_fields = ["stars", "reviewer"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("book", "reviewer")


@admin.register(QuietBook)
class QuietBookAdmin(admin.ModelAdmin):
    fields = ["title"]
    inlines = [JoinedReviewInline]


# variant: admin_inline_choices bad change:soldbook
class SaleInline(admin.StackedInline):
    model = Sale
    fields = ["buyer", "amount"]
    extra = 0


@admin.register(SoldBook)
class SoldBookAdmin(admin.ModelAdmin):
    fields = ["title"]
    inlines = [SaleInline]


# variant: admin_inline_of_columns safe change:longbook
class PostInline(admin.TabularInline):
    model = Post
    fields = ["title", "body"]
    extra = 0


@admin.register(LongBook)
class LongBookAdmin(admin.ModelAdmin):
    fields = ["title"]
    inlines = [PostInline]


# variant: admin_editable_fk bad admin:editedbook
@admin.register(EditedBook)
class EditedBookAdmin(admin.ModelAdmin):
    list_display = ["title", "author"]
    list_editable = ["author"]


# variant: admin_action_saves_rows bad action:country:shout
@admin.register(Country)
class CountryAdmin(admin.ModelAdmin):
    list_display = ["name"]
    actions = ["shout"]

    @admin.action(description="Write in capitals")
    def shout(self, request, queryset):
        for country in queryset:
            country.name = country.name.upper()
            country.save()


# variant: admin_action_updates safe action:pricedbook:raise_price
@admin.register(PricedBook)
class PricedBookAdmin(admin.ModelAdmin):
    list_display = ["title"]
    actions = ["raise_price"]

    @admin.action(description="Raise the price")
    def raise_price(self, request, queryset):
        queryset.update(price=F("price") + 1)


# variant: admin_action_reads_fk bad action:ownedpost:greet
@admin.register(OwnedPost)
class OwnedPostAdmin(admin.ModelAdmin):
    list_display = ["title"]
    actions = ["greet"]

    def greet(self, request, queryset):
        for post in queryset:
            self.message_user(request, f"Hello {post.owner.name}")


# variant: admin_changes_one_tag safe change:tag
@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    list_display = ["name"]
    readonly_fields = ["first_book"]

    def first_book(self, tag):
        book = tag.books.first()
        return book.author.name if book else ""
