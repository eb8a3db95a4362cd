from django.contrib import admin
from django.db.models import Count, F
from django.utils.html import format_html, format_html_join

from shop.models import (
    Author,
    BigSale,
    Book,
    BoundBook,
    BusyAuthor,
    Category,
    Country,
    DearBook,
    Ebook,
    EditedBook,
    FilteredCategory,
    FirstSale,
    FoundBook,
    Imprint,
    LabelledBook,
    LastSale,
    LentBook,
    LongBook,
    LongPost,
    LostBook,
    NamedCategory,
    NamedReview,
    NewBook,
    OldBook,
    OwnedPost,
    Post,
    PricedBook,
    Profile,
    Publisher,
    QuietBook,
    QuietReview,
    RareBook,
    Review,
    ReviewedBook,
    Sale,
    ShelvedBook,
    ShortPost,
    SignedBook,
    SmallBook,
    SmallSale,
    SoldBook,
    Store,
    Tag,
    TaggedBook,
    TitledBook,
    TopCategory,
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


# variant: admin_inline_raw_id bad change:lentbook
class RawSaleInline(admin.TabularInline):
    model = Sale
    fields = ["buyer", "amount"]
    raw_id_fields = ["buyer"]
    extra = 0


@admin.register(LentBook)
class LentBookAdmin(admin.ModelAdmin):
    fields = ["title"]
    inlines = [RawSaleInline]


# variant: admin_inline_autocomplete bad change:boundbook
class CompletedSaleInline(admin.TabularInline):
    model = Sale
    fields = ["buyer", "amount"]
    autocomplete_fields = ["buyer"]
    extra = 0


@admin.register(BoundBook)
class BoundBookAdmin(admin.ModelAdmin):
    fields = ["title"]
    inlines = [CompletedSaleInline]


# variant: admin_inline_method bad change:oldbook
class MethodSaleInline(admin.TabularInline):
    model = Sale
    fields = ["amount", "buyer_name"]
    readonly_fields = ["amount", "buyer_name"]
    extra = 0

    def buyer_name(self, sale):
        return sale.buyer.name if sale.buyer_id else "-"


@admin.register(OldBook)
class OldBookAdmin(admin.ModelAdmin):
    fields = ["title"]
    inlines = [MethodSaleInline]


# variant: admin_inline_method_joined safe change:rarebook
class JoinedMethodSaleInline(admin.TabularInline):
    model = Sale
    fields = ["amount", "buyer_name"]
    readonly_fields = ["amount", "buyer_name"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("buyer")

    def buyer_name(self, sale):
        return sale.buyer.name if sale.buyer_id else "-"


@admin.register(RareBook)
class RareBookAdmin(admin.ModelAdmin):
    fields = ["title"]
    inlines = [JoinedMethodSaleInline]


# variant: admin_readonly_lists_children bad change:lostbook
@admin.register(LostBook)
class LostBookAdmin(admin.ModelAdmin):
    fields = ["title", "buyers"]
    readonly_fields = ["title", "buyers"]

    def buyers(self, book):
        return format_html_join(", ", "{}", ((sale.buyer.name,) for sale in book.sales.exclude(buyer=None)))


# variant: admin_readonly_lists_children_joined safe change:foundbook
@admin.register(FoundBook)
class FoundBookAdmin(admin.ModelAdmin):
    fields = ["title", "buyers"]
    readonly_fields = ["title", "buyers"]

    def buyers(self, book):
        sales = book.sales.exclude(buyer=None).select_related("buyer")
        return format_html_join(", ", "{}", ((sale.buyer.name,) for sale in sales))


# variant: admin_select_related_true_nullable bad admin:smallbook
@admin.register(SmallBook)
class SmallBookAdmin(admin.ModelAdmin):
    list_display = ["title", "house"]
    list_select_related = True

    def house(self, book):
        return book.publisher.name


# variant: admin_get_list_select_related safe admin:newbook
@admin.register(NewBook)
class NewBookAdmin(admin.ModelAdmin):
    list_display = ["title", "house"]

    def get_list_select_related(self, request):
        return ["publisher"]

    def house(self, book):
        return book.publisher.name


# variant: admin_column_through_joined_fk safe admin:dearbook
@admin.register(DearBook)
class DearBookAdmin(admin.ModelAdmin):
    list_display = ["title", "author", "author__email"]


# variant: admin_filter_of_str bad admin:filteredcategory
@admin.register(FilteredCategory)
class FilteredCategoryAdmin(admin.ModelAdmin):
    list_display = ["name"]
    list_filter = ["parent"]


# variant: admin_form_choices_of_str bad change:topcategory
@admin.register(TopCategory)
class TopCategoryAdmin(admin.ModelAdmin):
    list_display = ["name"]
    fields = ["name", "parent"]


# variant: admin_form_choices_joined safe change:namedcategory
@admin.register(NamedCategory)
class NamedCategoryAdmin(admin.ModelAdmin):
    list_display = ["name"]
    fields = ["name", "parent"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "parent":
            kwargs["queryset"] = Category.objects.select_related("parent")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


# variant: admin_formatted_link bad admin:bigsale
@admin.register(BigSale)
class BigSaleAdmin(admin.ModelAdmin):
    list_display = ["amount", "link"]

    @admin.display(description="Book", ordering="book__title")
    def link(self, sale):
        return format_html('<a href="/books/{}/">{}</a>', sale.book.pk, sale.book)


# variant: admin_formatted_key safe admin:smallsale
@admin.register(SmallSale)
class SmallSaleAdmin(admin.ModelAdmin):
    list_display = ["amount", "link"]

    @admin.display(description="Book", ordering="book__title")
    def link(self, sale):
        return format_html('<a href="/books/{}/">{}</a>', sale.book_id, sale.amount)


# variant: admin_inherited_columns bad admin:lastsale
class NamedBookMixin:
    list_display = ["amount", "book_title"]

    def book_title(self, row):
        return row.book.title


@admin.register(LastSale)
class LastSaleAdmin(NamedBookMixin, admin.ModelAdmin):
    ordering = ["-pk"]


# variant: admin_inherited_columns_joined safe admin:firstsale
class TitledMixin:
    list_display = ["amount", "book_title"]
    list_select_related = ["book"]

    def book_title(self, row):
        return row.book.title


@admin.register(FirstSale)
class FirstSaleAdmin(TitledMixin, admin.ModelAdmin):
    ordering = ["-pk"]


# variant: admin_columns_by_method bad admin:longpost
@admin.register(LongPost)
class LongPostAdmin(admin.ModelAdmin):
    def get_list_display(self, request):
        return ["title", "signature"]


# variant: admin_columns_by_method_joined safe admin:shortpost
@admin.register(ShortPost)
class ShortPostAdmin(admin.ModelAdmin):
    list_select_related = ["owner"]

    def get_list_display(self, request):
        return ["title", "signature"]
