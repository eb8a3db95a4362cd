from django.db.models import Prefetch
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import filters, generics, mixins, serializers, viewsets
from rest_framework.decorators import action, api_view
from rest_framework.response import Response

from shop.models import Author, Book, Category, Country, Post, Publisher, Review, Sale, Tag


# shared
class CountrySerializer(serializers.ModelSerializer):
    class Meta:
        model = Country
        fields = ["name"]


class PublisherSerializer(serializers.ModelSerializer):
    country = CountrySerializer()

    class Meta:
        model = Publisher
        fields = ["name", "country"]


class AuthorSerializer(serializers.ModelSerializer):
    class Meta:
        model = Author
        fields = ["name", "email"]


class TagSerializer(serializers.ModelSerializer):
    class Meta:
        model = Tag
        fields = ["name"]


# variant: api_nested_one bad url
class NestedBookSerializer(serializers.ModelSerializer):
    author = AuthorSerializer()

    class Meta:
        model = Book
        fields = ["title", "author"]


class NestedBookList(generics.ListAPIView):
    queryset = Book.objects.all()
    serializer_class = NestedBookSerializer


# variant: api_nested_two_levels bad url
class DeepBookSerializer(serializers.ModelSerializer):
    publisher = PublisherSerializer()

    class Meta:
        model = Book
        fields = ["title", "publisher"]


class DeepBookList(generics.ListAPIView):
    queryset = Book.objects.select_related("publisher")
    serializer_class = DeepBookSerializer


# variant: api_nested_two_levels_joined safe url
class JoinedDeepBookSerializer(serializers.ModelSerializer):
    publisher = PublisherSerializer()

    class Meta:
        model = Book
        fields = ["title", "publisher"]


class JoinedDeepBookList(generics.ListAPIView):
    queryset = Book.objects.select_related("publisher__country")
    serializer_class = JoinedDeepBookSerializer


# variant: api_nested_many bad url
class TagsBookSerializer(serializers.ModelSerializer):
    tags = TagSerializer(many=True, read_only=True)

    class Meta:
        model = Book
        fields = ["title", "tags"]


class TagsBookList(generics.ListAPIView):
    queryset = Book.objects.select_related("author")
    serializer_class = TagsBookSerializer


# variant: api_nested_many_prefetched safe url
class PrefetchedTagsBookSerializer(serializers.ModelSerializer):
    tags = TagSerializer(many=True, read_only=True)

    class Meta:
        model = Book
        fields = ["title", "tags"]


class PrefetchedTagsBookList(generics.ListAPIView):
    queryset = Book.objects.prefetch_related("tags")
    serializer_class = PrefetchedTagsBookSerializer


# variant: api_nested_children_of_children bad url
class ChildReviewSerializer(serializers.ModelSerializer):
    reviewer = AuthorSerializer()

    class Meta:
        model = Review
        fields = ["stars", "reviewer"]


class BookWithReviewsSerializer(serializers.ModelSerializer):
    reviews = ChildReviewSerializer(many=True)

    class Meta:
        model = Book
        fields = ["title", "reviews"]


class BookWithReviewsList(generics.ListAPIView):
    queryset = Book.objects.prefetch_related("reviews")
    serializer_class = BookWithReviewsSerializer


# variant: api_nested_children_of_children_loaded safe url
class LoadedReviewSerializer(serializers.ModelSerializer):
    reviewer = AuthorSerializer()

    class Meta:
        model = Review
        fields = ["stars", "reviewer"]


class LoadedBookWithReviewsSerializer(serializers.ModelSerializer):
    reviews = LoadedReviewSerializer(many=True)

    class Meta:
        model = Book
        fields = ["title", "reviews"]


class LoadedBookWithReviewsList(generics.ListAPIView):
    queryset = Book.objects.prefetch_related(Prefetch("reviews", queryset=Review.objects.select_related("reviewer")))
    serializer_class = LoadedBookWithReviewsSerializer


# variant: api_depth bad url
class DepthSaleSerializer(serializers.ModelSerializer):
    class Meta:
        model = Sale
        fields = ["amount", "book"]
        depth = 1


class DepthSaleList(generics.ListAPIView):
    queryset = Sale.objects.all()
    serializer_class = DepthSaleSerializer


# variant: api_depth_loaded safe url
class LoadedDepthSaleSerializer(serializers.ModelSerializer):
    class Meta:
        model = Sale
        fields = ["amount", "buyer"]
        depth = 1


class LoadedDepthSaleList(generics.ListAPIView):
    queryset = Sale.objects.select_related("buyer")
    serializer_class = LoadedDepthSaleSerializer


# variant: api_per_action_list bad url
class ShortPostSerializer(serializers.ModelSerializer):
    owner = AuthorSerializer()

    class Meta:
        model = Post
        fields = ["title", "owner"]


class PlainPostSerializer(serializers.ModelSerializer):
    class Meta:
        model = Post
        fields = ["title", "body"]


class PostViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Post.objects.all()

    def get_serializer_class(self):
        if self.action == "list":
            return ShortPostSerializer
        return PlainPostSerializer


# variant: api_per_action_detail safe url
class LongPostSerializer(serializers.ModelSerializer):
    owner = AuthorSerializer()

    class Meta:
        model = Post
        fields = ["title", "owner"]


class TitleSerializer(serializers.ModelSerializer):
    class Meta:
        model = Post
        fields = ["title"]


class TitledPostViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Post.objects.all()

    def get_serializer_class(self):
        return LongPostSerializer if self.action == "retrieve" else TitleSerializer


# variant: api_per_action_queryset safe url
class ReviewSerializer(serializers.ModelSerializer):
    book = serializers.StringRelatedField()

    class Meta:
        model = Review
        fields = ["stars", "book"]


class ReviewViewSet(viewsets.ReadOnlyModelViewSet):
    serializer_class = ReviewSerializer

    def get_queryset(self):
        reviews = Review.objects.all()
        if self.action == "list":
            reviews = reviews.select_related("book")
        return reviews


# variant: api_eager_loading_called safe url
class EagerBookSerializer(serializers.ModelSerializer):
    author = AuthorSerializer()
    tags = TagSerializer(many=True)

    class Meta:
        model = Book
        fields = ["title", "author", "tags"]

    @staticmethod
    def setup_eager_loading(queryset):
        return queryset.select_related("author").prefetch_related("tags")


class EagerBookList(generics.ListAPIView):
    serializer_class = EagerBookSerializer

    def get_queryset(self):
        return self.get_serializer_class().setup_eager_loading(Book.objects.all())


# variant: api_eager_loading_forgotten bad url
class LazyBookSerializer(serializers.ModelSerializer):
    author = AuthorSerializer()

    class Meta:
        model = Book
        fields = ["title", "author"]

    @classmethod
    def setup_eager_loading(cls, queryset):
        return queryset.select_related("author")


class LazyBookList(generics.ListAPIView):
    serializer_class = LazyBookSerializer

    def get_queryset(self):
        return Book.objects.filter(price__gte=0)


# variant: api_action_of_children bad url
class ActionReviewSerializer(serializers.ModelSerializer):
    reviewer = AuthorSerializer()

    class Meta:
        model = Review
        fields = ["stars", "reviewer"]


class BookActions(viewsets.GenericViewSet):
    queryset = Book.objects.all()
    serializer_class = TagSerializer

    @action(detail=True, url_name="reviews")
    def reviews(self, request, pk=None):
        book = self.get_object()
        return Response(ActionReviewSerializer(book.reviews.all(), many=True).data)


# variant: api_action_of_children_joined safe url
class JoinedActionReviewSerializer(serializers.ModelSerializer):
    reviewer = AuthorSerializer()

    class Meta:
        model = Review
        fields = ["stars", "reviewer"]


class JoinedBookActions(viewsets.GenericViewSet):
    queryset = Book.objects.all()
    serializer_class = TagSerializer

    @action(detail=True, url_name="reviews")
    def reviews(self, request, pk=None):
        reviews = self.get_object().reviews.select_related("reviewer")
        return Response(JoinedActionReviewSerializer(reviews, many=True).data)


# variant: api_function_view bad url
@api_view(["GET"])
def sales(request):
    rows = Sale.objects.all()
    return Response([{"amount": row.amount, "buyer": row.buyer.name if row.buyer else None} for row in rows])


# variant: api_function_view_joined safe url
@api_view(["GET"])
def joined_sales(request):
    rows = Sale.objects.select_related("buyer")
    return Response([{"amount": row.amount, "buyer": row.buyer.name if row.buyer else None} for row in rows])


# variant: api_filtered_and_paginated bad url
class FilteredBookSerializer(serializers.ModelSerializer):
    author = serializers.StringRelatedField()

    class Meta:
        model = Book
        fields = ["title", "author"]


class FilteredBookList(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Book.objects.all()
    serializer_class = FilteredBookSerializer
    filter_backends = [DjangoFilterBackend, filters.SearchFilter, filters.OrderingFilter]
    filterset_fields = ["price"]
    search_fields = ["title", "author__name"]


# variant: api_filtered_and_paginated_joined safe url
class JoinedFilteredBookSerializer(serializers.ModelSerializer):
    author = serializers.StringRelatedField()

    class Meta:
        model = Book
        fields = ["title", "author"]


class JoinedFilteredBookList(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Book.objects.with_author()
    serializer_class = JoinedFilteredBookSerializer
    filter_backends = [DjangoFilterBackend, filters.SearchFilter, filters.OrderingFilter]
    filterset_fields = ["price"]
    search_fields = ["title", "author__name"]


# variant: api_list_overridden bad url
class ChildCategorySerializer(serializers.ModelSerializer):
    above = serializers.CharField(source="parent.name", default="")

    class Meta:
        model = Category
        fields = ["name", "above"]


class CategoryViewSet(viewsets.ModelViewSet):
    queryset = Category.objects.all()
    serializer_class = ChildCategorySerializer

    def list(self, request, *args, **kwargs):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


# variant: api_list_overridden_joined safe url
class JoinedChildCategorySerializer(serializers.ModelSerializer):
    above = serializers.CharField(source="parent.name", default="")

    class Meta:
        model = Category
        fields = ["name", "above"]


class JoinedCategoryViewSet(viewsets.ModelViewSet):
    queryset = Category.objects.all()
    serializer_class = JoinedChildCategorySerializer

    def list(self, request, *args, **kwargs):
        rows = self.filter_queryset(self.get_queryset()).select_related("parent")
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


# variant: api_inherited_serializer bad url
class BaseSaleSerializer(serializers.ModelSerializer):
    title = serializers.CharField(source="book.title")

    class Meta:
        model = Sale
        fields = ["title"]


class FullSaleSerializer(BaseSaleSerializer):
    class Meta(BaseSaleSerializer.Meta):
        fields = [*BaseSaleSerializer.Meta.fields, "amount"]


class SaleViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Sale.objects.filter(amount__gt=0)
    serializer_class = FullSaleSerializer


# variant: api_write_only_field safe url
class HiddenBookSerializer(serializers.ModelSerializer):
    tags = serializers.PrimaryKeyRelatedField(queryset=Tag.objects.all(), many=True, write_only=True)
    author = serializers.PrimaryKeyRelatedField(queryset=Author.objects.all())

    class Meta:
        model = Book
        fields = ["title", "tags", "author"]


class HiddenBookViewSet(viewsets.ModelViewSet):
    queryset = Book.objects.all()
    serializer_class = HiddenBookSerializer
