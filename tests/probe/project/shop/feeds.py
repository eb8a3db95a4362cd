from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed

from shop.models import Author, Book, Post, Review


# variant: feed_of_posts bad url
class PostFeed(Feed):
    title = "Posts"
    link = "/posts/"
    description = "What is new"

    def items(self):
        return Post.objects.order_by("-pk")

    def item_title(self, item):
        return item.title

    def item_author_name(self, item):
        return item.owner.name

    def item_link(self, item):
        return f"/posts/{item.pk}/"


# variant: feed_of_posts_joined safe url
class JoinedPostFeed(Feed):
    title = "Posts"
    link = "/posts/"
    description = "What is new"

    def items(self):
        return Post.objects.select_related("owner").order_by("-pk")

    def item_author_name(self, item):
        return item.owner.name

    def item_link(self, item):
        return f"/posts/{item.pk}/"


# variant: feed_of_one_author bad url
class AuthorFeed(Feed):
    description = "All books of one author"
    link = "/"

    def get_object(self, request, pk):
        return Author.objects.get(pk=pk)

    def title(self, obj):
        return obj.name

    def items(self, obj):
        return obj.books.all()

    def item_description(self, item):
        return item.tag_names


# variant: sitemap_of_reviews bad url
class ReviewSitemap(Sitemap):
    def items(self):
        return Review.objects.order_by("pk")

    def location(self, item):
        return f"/{item.book.title}/{item.pk}/"


# variant: sitemap_of_reviews_joined safe url
class JoinedReviewSitemap(Sitemap):
    def items(self):
        return Review.objects.with_book().order_by("pk")

    def location(self, item):
        return f"/{item.book.title}/{item.pk}/"


# variant: sitemap_of_columns safe url
class BookSitemap(Sitemap):
    def items(self):
        return Book.objects.order_by("pk")


# variant: feed_of_one_author_prefetched safe url
class PrefetchedAuthorFeed(Feed):
    description = "All books of one author"
    link = "/"

    def get_object(self, request, pk):
        return Author.objects.get(pk=pk)

    def title(self, obj):
        return obj.name

    def items(self, obj):
        return obj.books.with_tags()

    def item_description(self, item):
        return item.tag_names


# variant: feed_title_is_str bad url
class ReviewFeed(Feed):
    title = "Reviews"
    link = "/reviews/"

    def items(self):
        return Review.objects.order_by("-pk")[:500]

    def item_link(self, item):
        return f"/reviews/{item.pk}/"


# variant: feed_categories bad url
class TaggedFeed(Feed):
    title = "Books"
    link = "/books/"

    def items(self):
        return Book.objects.with_author()

    def item_categories(self, item):
        return [tag.name for tag in item.tags.all()]

    def item_author_name(self, item):
        return item.author.name


# variant: feed_title_is_str_joined safe url
class JoinedReviewFeed(Feed):
    title = "Reviews"
    link = "/reviews/"

    def items(self):
        return Review.objects.with_book().order_by("-pk")[:500]

    def item_link(self, item):
        return f"/reviews/{item.pk}/"


# variant: feed_categories_prefetched safe url
class PrefetchedTaggedFeed(Feed):
    title = "Books"
    link = "/books/"

    def items(self):
        return Book.objects.for_page()

    def item_categories(self, item):
        return [tag.name for tag in item.tags.all()]

    def item_author_name(self, item):
        return item.author.name
