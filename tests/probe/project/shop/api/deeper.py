from rest_framework import generics, pagination, permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from shop.models import Author, Book, Category, Post, Publisher, Review, Sale, Tag


# shared
class WriterSerializer(serializers.ModelSerializer):
    class Meta:
        model = Author
        fields = ["name", "email"]


class LabelSerializer(serializers.ModelSerializer):
    class Meta:
        model = Tag
        fields = ["name"]


# variant: api_read_only_field bad url
class ReadOnlySerializer(serializers.ModelSerializer):
    house = serializers.ReadOnlyField(source="publisher.name")

    class Meta:
        model = Book
        fields = ["title", "house"]


class ReadOnlyList(generics.ListAPIView):
    queryset = Book.objects.all()
    serializer_class = ReadOnlySerializer


# variant: api_serializer_in_method bad url
class MethodNestedSerializer(serializers.ModelSerializer):
    writer = serializers.SerializerMethodField()

    class Meta:
        model = Book
        fields = ["title", "writer"]

    def get_writer(self, obj):
        return WriterSerializer(obj.author, context=self.context).data


class MethodNestedList(generics.ListAPIView):
    queryset = Book.objects.all()
    serializer_class = MethodNestedSerializer


# variant: api_serializer_in_method_joined safe url
class JoinedMethodNestedSerializer(serializers.ModelSerializer):
    writer = serializers.SerializerMethodField(method_name="writer_of")

    class Meta:
        model = Book
        fields = ["title", "writer"]

    def writer_of(self, obj):
        return WriterSerializer(obj.author, context=self.context).data


class JoinedMethodNestedList(generics.ListAPIView):
    queryset = Book.objects.select_related("author")
    serializer_class = JoinedMethodNestedSerializer


# variant: api_many_in_method bad url
class MethodTagsSerializer(serializers.ModelSerializer):
    labels = serializers.SerializerMethodField()

    class Meta:
        model = Book
        fields = ["title", "labels"]

    def get_labels(self, obj):
        return LabelSerializer(obj.tags.order_by("name"), many=True).data


class MethodTagsList(generics.ListAPIView):
    queryset = Book.objects.prefetch_related("tags")
    serializer_class = MethodTagsSerializer


# variant: api_many_in_method_prefetched safe url
class PrefetchedMethodTagsSerializer(serializers.ModelSerializer):
    labels = serializers.SerializerMethodField()

    class Meta:
        model = Book
        fields = ["title", "labels"]

    def get_labels(self, obj):
        return LabelSerializer(obj.tags.all(), many=True).data


class PrefetchedMethodTagsList(generics.ListAPIView):
    queryset = Book.objects.prefetch_related("tags")
    serializer_class = PrefetchedMethodTagsSerializer


# variant: api_pk_through_fk bad url
class CountryKeySerializer(serializers.ModelSerializer):
    country = serializers.PrimaryKeyRelatedField(source="publisher.country", read_only=True)

    class Meta:
        model = Book
        fields = ["title", "country"]


class CountryKeyList(generics.ListAPIView):
    queryset = Book.objects.all()
    serializer_class = CountryKeySerializer


# variant: api_id_of_fk bad url
class IdOfAuthorSerializer(serializers.ModelSerializer):
    writer = serializers.IntegerField(source="author.id")

    class Meta:
        model = Book
        fields = ["title", "writer"]


class IdOfAuthorList(generics.ListAPIView):
    queryset = Book.objects.all()
    serializer_class = IdOfAuthorSerializer


# variant: api_id_column safe url
class IdColumnSerializer(serializers.ModelSerializer):
    writer = serializers.IntegerField(source="author_id")

    class Meta:
        model = Book
        fields = ["title", "writer", "publisher_id"]


class IdColumnList(generics.ListAPIView):
    queryset = Book.objects.all()
    serializer_class = IdColumnSerializer


# variant: api_all_fields bad url
class EverythingSerializer(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = "__all__"


class EverythingList(generics.ListAPIView):
    queryset = Book.objects.all()
    serializer_class = EverythingSerializer


# variant: api_all_fields_of_no_many safe url
class EverySaleSerializer(serializers.ModelSerializer):
    class Meta:
        model = Sale
        fields = "__all__"


class EverySaleList(generics.ListAPIView):
    queryset = Sale.objects.all()
    serializer_class = EverySaleSerializer


# variant: api_excluded_many safe url
class WithoutTagsSerializer(serializers.ModelSerializer):
    class Meta:
        model = Book
        exclude = ["tags"]


class WithoutTagsList(generics.ListAPIView):
    queryset = Book.objects.all()
    serializer_class = WithoutTagsSerializer


# variant: api_object_permission safe url
class IsByName(permissions.BasePermission):
    def has_object_permission(self, request, view, obj):
        return bool(obj.author.name)


class PermittedSerializer(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = ["title"]


class PermittedBooks(viewsets.ReadOnlyModelViewSet):
    queryset = Book.objects.all()
    permission_classes = [IsByName]
    serializer_class = PermittedSerializer


# variant: api_collection_action bad url:lean-best
class LeanReviewSerializer(serializers.ModelSerializer):
    class Meta:
        model = Review
        fields = ["stars"]


class FullReviewSerializer(serializers.ModelSerializer):
    reviewer = WriterSerializer()

    class Meta:
        model = Review
        fields = ["stars", "reviewer"]


class LeanReviews(viewsets.ReadOnlyModelViewSet):
    queryset = Review.objects.all()
    serializer_class = LeanReviewSerializer

    @action(detail=False, serializer_class=FullReviewSerializer)
    def best(self, request):
        rows = self.get_queryset().order_by("-stars")
        return Response(self.get_serializer(rows, many=True).data)


# variant: api_collection_action_joined safe url:titled-best
class TitledReviewSerializer(serializers.ModelSerializer):
    reviewer = WriterSerializer()

    class Meta:
        model = Review
        fields = ["stars", "reviewer"]


class TitledReviews(viewsets.ReadOnlyModelViewSet):
    queryset = Review.objects.all()
    serializer_class = LeanReviewSerializer

    @action(detail=False, serializer_class=TitledReviewSerializer)
    def best(self, request):
        rows = self.get_queryset().select_related("reviewer").order_by("-stars")
        return Response(self.get_serializer(rows, many=True).data)


# variant: api_by_method_list bad url
class ReadPostSerializer(serializers.ModelSerializer):
    owner = WriterSerializer()

    class Meta:
        model = Post
        fields = ["title", "owner"]


class WritePostSerializer(serializers.ModelSerializer):
    class Meta:
        model = Post
        fields = ["title", "body"]


class PostListCreate(generics.ListCreateAPIView):
    queryset = Post.objects.all()

    def get_serializer_class(self):
        if self.request.method == "POST":
            return WritePostSerializer
        return ReadPostSerializer


# variant: api_by_method_create safe url
class AnswerPostSerializer(serializers.ModelSerializer):
    owner = WriterSerializer(read_only=True)

    class Meta:
        model = Post
        fields = ["title", "owner"]


class LeanPostSerializer(serializers.ModelSerializer):
    class Meta:
        model = Post
        fields = ["title", "body"]


class LeanPostListCreate(generics.ListCreateAPIView):
    queryset = Post.objects.all()

    def get_serializer_class(self):
        if self.request.method == "POST":
            return AnswerPostSerializer
        return LeanPostSerializer


# variant: api_map_of_serializers bad url
class MappedSaleSerializer(serializers.ModelSerializer):
    book = serializers.StringRelatedField()

    class Meta:
        model = Sale
        fields = ["amount", "book"]


class PlainSaleSerializer(serializers.ModelSerializer):
    class Meta:
        model = Sale
        fields = ["amount"]


class PerActionMixin:
    serializer_classes = {}

    def get_serializer_class(self):
        return self.serializer_classes.get(self.action, self.serializer_class)


class MappedSales(PerActionMixin, viewsets.ReadOnlyModelViewSet):
    queryset = Sale.objects.all()
    serializer_class = PlainSaleSerializer
    serializer_classes = {"list": MappedSaleSerializer}


# variant: api_map_of_serializers_detail safe url
class DetailSaleSerializer(serializers.ModelSerializer):
    book = serializers.StringRelatedField()

    class Meta:
        model = Sale
        fields = ["amount", "book"]


class ShortSaleSerializer(serializers.ModelSerializer):
    class Meta:
        model = Sale
        fields = ["amount"]


class PerActionSerializers:
    serializer_classes = {}

    def get_serializer_class(self):
        return self.serializer_classes.get(self.action, self.serializer_class)


class DetailedSales(PerActionSerializers, viewsets.ReadOnlyModelViewSet):
    queryset = Sale.objects.all()
    serializer_class = ShortSaleSerializer
    serializer_classes = {"retrieve": DetailSaleSerializer}


# variant: api_list_serializer bad url
class GroupedSerializer(serializers.ListSerializer):
    def to_representation(self, data):
        return [{"name": row.country.name} for row in data.all()]


class HouseSerializer(serializers.ModelSerializer):
    class Meta:
        model = Publisher
        fields = ["name"]
        list_serializer_class = GroupedSerializer


class Houses(generics.ListAPIView):
    queryset = Publisher.objects.all()
    pagination_class = None
    serializer_class = HouseSerializer


# variant: api_recursive_children bad url
class ChildrenSerializer(serializers.ModelSerializer):
    children = serializers.SerializerMethodField()

    class Meta:
        model = Category
        fields = ["name", "children"]

    def get_children(self, category):
        return ChildrenSerializer(category.children.all(), many=True).data


class CategoryTree(generics.ListAPIView):
    queryset = Category.objects.filter(parent=None)
    serializer_class = ChildrenSerializer


# variant: api_dynamic_fields safe url
class ChosenFieldsSerializer(serializers.ModelSerializer):
    author = WriterSerializer()

    class Meta:
        model = Book
        fields = ["title", "author"]

    def __init__(self, *args, **kwargs):
        chosen = kwargs.pop("fields", None)
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(chosen or self.fields):
            self.fields.pop(name)


class ChosenFieldsList(generics.ListAPIView):
    queryset = Book.objects.all()
    serializer_class = ChosenFieldsSerializer

    def get_serializer(self, *args, **kwargs):
        return super().get_serializer(*args, fields=["title"], **kwargs)


# variant: api_cursor_pages bad url
class ByKey(pagination.CursorPagination):
    ordering = "pk"
    page_size = 100


class KeyedPostSerializer(serializers.ModelSerializer):
    owner = serializers.SlugRelatedField(slug_field="email", read_only=True)

    class Meta:
        model = Post
        fields = ["title", "owner"]


class KeyedPosts(generics.ListAPIView):
    queryset = Post.objects.all()
    pagination_class = ByKey
    serializer_class = KeyedPostSerializer


# variant: api_cursor_pages_joined safe url
class JoinedKeyedPostSerializer(serializers.ModelSerializer):
    owner = serializers.SlugRelatedField(slug_field="email", read_only=True)

    class Meta:
        model = Post
        fields = ["title", "owner"]


class JoinedKeyedPosts(generics.ListAPIView):
    queryset = Post.objects.select_related("owner")
    pagination_class = ByKey
    serializer_class = JoinedKeyedPostSerializer


# variant: api_relations_by_attribute safe url
class LoadingMixin:
    joined = ()

    def get_queryset(self):
        return super().get_queryset().select_related(*self.joined)


class AttributedSerializer(serializers.ModelSerializer):
    author = WriterSerializer()

    class Meta:
        model = Book
        fields = ["title", "author"]


class AttributedBooks(LoadingMixin, viewsets.ReadOnlyModelViewSet):
    queryset = Book.objects.all()
    serializer_class = AttributedSerializer
    joined = ("author",)


# variant: api_relations_by_too_few_attributes bad url
class LoadingLessMixin:
    joined = ("publisher",)

    def get_queryset(self):
        return super().get_queryset().select_related(*self.joined)


class AttributedLessSerializer(serializers.ModelSerializer):
    author = WriterSerializer()

    class Meta:
        model = Book
        fields = ["title", "author"]


class AttributedLessBooks(LoadingLessMixin, viewsets.ReadOnlyModelViewSet):
    queryset = Book.objects.all()
    serializer_class = AttributedLessSerializer


# variant: api_method_as_source bad url
class BookCountSerializer(serializers.ModelSerializer):
    number = serializers.IntegerField(source="books.count")

    class Meta:
        model = Author
        fields = ["name", "number"]


class BookCounts(generics.ListAPIView):
    queryset = Author.objects.all()
    serializer_class = BookCountSerializer


# variant: api_method_as_source_prefetched safe url
class PrefetchedBookCountSerializer(serializers.ModelSerializer):
    number = serializers.IntegerField(source="count_books")

    class Meta:
        model = Author
        fields = ["name", "number"]


class PrefetchedBookCounts(generics.ListAPIView):
    queryset = Author.objects.prefetch_related("books")
    serializer_class = PrefetchedBookCountSerializer


# variant: api_whole_row_as_source bad url
class PlaceSerializer(serializers.Serializer):
    house = serializers.CharField(source="publisher.name")


class PlacedBookSerializer(serializers.ModelSerializer):
    place = PlaceSerializer(source="*")

    class Meta:
        model = Book
        fields = ["title", "place"]


class PlacedBooks(generics.ListAPIView):
    queryset = Book.objects.all()
    serializer_class = PlacedBookSerializer
