from rest_framework import generics, serializers, viewsets
from rest_framework.response import Response
from rest_framework.views import APIView

from shop.models import Author, Book, Imprint, Post, Publisher, Review, Sale


# variant: api_source_dotted bad url
class SourcedBookSerializer(serializers.ModelSerializer):
    author_name = serializers.CharField(source="author.name")

    class Meta:
        model = Book
        fields = ["title", "author_name"]


class SourcedBookList(generics.ListAPIView):
    queryset = Book.objects.all()
    serializer_class = SourcedBookSerializer


# variant: api_source_dotted_joined safe url
class JoinedSourcedBookSerializer(serializers.ModelSerializer):
    author_name = serializers.CharField(source="author.name")

    class Meta:
        model = Book
        fields = ["title", "author_name"]


class JoinedSourcedBookList(generics.ListAPIView):
    queryset = Book.objects.select_related("author")
    serializer_class = JoinedSourcedBookSerializer


# variant: api_pk_related_fk safe url
class KeyedBookSerializer(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = ["title", "author", "publisher"]


class KeyedBookList(generics.ListAPIView):
    queryset = Book.objects.all()
    serializer_class = KeyedBookSerializer


# variant: api_pk_related_many bad url
class TaggedBookSerializer(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = ["title", "tags"]


class TaggedBookList(generics.ListAPIView):
    queryset = Book.objects.all()
    serializer_class = TaggedBookSerializer


# variant: api_pk_related_many_prefetched safe url
class PrefetchedTagsSerializer(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = ["title", "tags"]


class PrefetchedTagsList(generics.ListAPIView):
    queryset = Book.objects.prefetch_related("tags")
    serializer_class = PrefetchedTagsSerializer


# variant: api_string_related bad url
class StringReviewSerializer(serializers.ModelSerializer):
    reviewer = serializers.StringRelatedField()

    class Meta:
        model = Review
        fields = ["stars", "reviewer"]


class StringReviewList(generics.ListAPIView):
    queryset = Review.objects.all()
    serializer_class = StringReviewSerializer


# variant: api_string_related_reads_fk bad url
class ImprintsSerializer(serializers.ModelSerializer):
    reviews = serializers.StringRelatedField(many=True)

    class Meta:
        model = Book
        fields = ["title", "reviews"]


class ReviewedBookList(generics.ListAPIView):
    queryset = Book.objects.select_related("author")
    serializer_class = ImprintsSerializer


# variant: api_string_related_joined safe url
class JoinedStringReviewSerializer(serializers.ModelSerializer):
    reviewer = serializers.StringRelatedField()

    class Meta:
        model = Review
        fields = ["stars", "reviewer"]


class JoinedStringReviewList(generics.ListAPIView):
    queryset = Review.objects.select_related("reviewer")
    serializer_class = JoinedStringReviewSerializer


# variant: api_slug_related bad url
class SlugSaleSerializer(serializers.ModelSerializer):
    book = serializers.SlugRelatedField(slug_field="title", read_only=True)

    class Meta:
        model = Sale
        fields = ["amount", "book"]


class SlugSaleList(generics.ListAPIView):
    queryset = Sale.objects.all()
    serializer_class = SlugSaleSerializer


# variant: api_slug_related_joined safe url
class JoinedSlugSaleSerializer(serializers.ModelSerializer):
    book = serializers.SlugRelatedField(slug_field="title", read_only=True)

    class Meta:
        model = Sale
        fields = ["amount", "book"]


class JoinedSlugSaleList(generics.ListAPIView):
    queryset = Sale.objects.select_related("book")
    serializer_class = JoinedSlugSaleSerializer


# variant: api_slug_related_many bad url
class SlugTagsSerializer(serializers.ModelSerializer):
    tags = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)

    class Meta:
        model = Book
        fields = ["title", "tags"]


class SlugTagsList(generics.ListAPIView):
    queryset = Book.objects.all()
    serializer_class = SlugTagsSerializer


# variant: api_hyperlinked_fk safe url
class LinkedBookSerializer(serializers.HyperlinkedModelSerializer):
    author = serializers.HyperlinkedRelatedField(view_name="author-detail", read_only=True)

    class Meta:
        model = Book
        fields = ["title", "author"]


class LinkedBookList(generics.ListAPIView):
    queryset = Book.objects.all()
    serializer_class = LinkedBookSerializer


# variant: api_hyperlinked_many bad url
class LinkedAuthorSerializer(serializers.HyperlinkedModelSerializer):
    books = serializers.HyperlinkedRelatedField(view_name="book-detail", many=True, read_only=True)

    class Meta:
        model = Author
        fields = ["name", "books"]


class LinkedAuthorList(generics.ListAPIView):
    queryset = Author.objects.all()
    serializer_class = LinkedAuthorSerializer


# variant: api_hyperlinked_many_prefetched safe url
class PrefetchedLinksSerializer(serializers.HyperlinkedModelSerializer):
    books = serializers.HyperlinkedRelatedField(view_name="book-detail", many=True, read_only=True)

    class Meta:
        model = Author
        fields = ["name", "books"]


class PrefetchedLinksList(generics.ListAPIView):
    queryset = Author.objects.with_books()
    serializer_class = PrefetchedLinksSerializer


# variant: api_method_field bad url
class PublishedBookSerializer(serializers.ModelSerializer):
    country = serializers.SerializerMethodField()

    class Meta:
        model = Book
        fields = ["title", "country"]

    def get_country(self, book):
        return book.publisher.country.name


class PublishedBookList(generics.ListAPIView):
    queryset = Book.objects.select_related("publisher")
    serializer_class = PublishedBookSerializer


# variant: api_method_field_joined safe url
class JoinedPublishedBookSerializer(serializers.ModelSerializer):
    country = serializers.SerializerMethodField()

    class Meta:
        model = Book
        fields = ["title", "country"]

    def get_country(self, book):
        return book.publisher.country.name


class JoinedPublishedBookList(generics.ListAPIView):
    queryset = Book.objects.with_publishing()
    serializer_class = JoinedPublishedBookSerializer


# variant: api_method_field_counts bad url
class CountingAuthorSerializer(serializers.ModelSerializer):
    number = serializers.SerializerMethodField()

    class Meta:
        model = Author
        fields = ["name", "number"]

    def get_number(self, author):
        return Book.objects.filter(author=author, price__gt=0).count()


class CountingAuthorList(generics.ListAPIView):
    queryset = Author.objects.all()
    serializer_class = CountingAuthorSerializer


# variant: api_annotated_field safe url
class CountedAuthorSerializer(serializers.ModelSerializer):
    number_of_books = serializers.IntegerField(read_only=True)

    class Meta:
        model = Author
        fields = ["name", "number_of_books"]


class CountedAuthorList(generics.ListAPIView):
    queryset = Author.objects.counted()
    serializer_class = CountedAuthorSerializer


# variant: api_property_field bad url
class BylineSerializer(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = ["title", "byline"]


class BylineList(generics.ListAPIView):
    queryset = Book.objects.order_by("-pk")
    serializer_class = BylineSerializer


# variant: api_property_field_joined safe url
class JoinedBylineSerializer(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = ["title", "byline", "heading"]


class JoinedBylineList(generics.ListAPIView):
    queryset = Book.full.order_by("-pk")
    serializer_class = JoinedBylineSerializer


# variant: api_to_representation bad url
class OwnedPostSerializer(serializers.ModelSerializer):
    class Meta:
        model = Post
        fields = ["title"]

    def to_representation(self, instance):
        shown = super().to_representation(instance)
        shown["owner"] = instance.owner.name
        return shown


class OwnedPostList(generics.ListAPIView):
    queryset = Post.objects.all()
    serializer_class = OwnedPostSerializer


# variant: api_to_representation_joined safe url
class JoinedOwnedPostSerializer(serializers.ModelSerializer):
    class Meta:
        model = Post
        fields = ["title"]

    def to_representation(self, instance):
        shown = super().to_representation(instance)
        shown["owner"] = instance.owner.name
        return shown


class JoinedOwnedPostList(generics.ListAPIView):
    queryset = Post.objects.select_related("owner")
    serializer_class = JoinedOwnedPostSerializer


# variant: api_view_serializes_many bad url
class PlainSerializer(serializers.Serializer):
    name = serializers.CharField()
    publisher = serializers.CharField(source="publisher.name")


class ImprintView(APIView):
    def get(self, request):
        return Response(PlainSerializer(Imprint.objects.all(), many=True).data)


# variant: api_view_serializes_many_joined safe url
class JoinedPlainSerializer(serializers.Serializer):
    name = serializers.CharField()
    publisher = serializers.CharField(source="publisher.name")


class JoinedImprintView(APIView):
    def get(self, request):
        imprints = Imprint.objects.select_related("publisher")
        return Response(JoinedPlainSerializer(imprints, many=True).data)


# variant: api_detail_of_one safe url
class OnePublisherSerializer(serializers.ModelSerializer):
    country = serializers.StringRelatedField()

    class Meta:
        model = Publisher
        fields = ["name", "country"]


class OnePublisher(generics.RetrieveAPIView):
    queryset = Publisher.objects.all()
    serializer_class = OnePublisherSerializer

    def get_object(self):
        return Publisher.objects.first()


