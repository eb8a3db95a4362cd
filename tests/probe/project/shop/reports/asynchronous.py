from asgiref.sync import sync_to_async

from shop.models import Author, Book, Post, Review


# variant: async_for_children bad
async def async_for_children():
    found = []
    async for author in Author.objects.all():
        async for book in author.books.all():
            found.append(book.title)
    return found


# variant: async_for_children_prefetched safe
async def async_for_children_prefetched():
    found = []
    async for author in Author.objects.prefetch_related("books"):
        for book in author.books.all():
            found.append(book.title)
    return found


# variant: async_for_joined safe
async def async_for_joined():
    return [book.author.name async for book in Book.objects.select_related("author")]


# variant: aget_per_row bad
async def aget_per_row():
    found = []
    async for book in Book.objects.all():
        author = await Author.objects.aget(pk=book.author_id)
        found.append(author.name)
    return found


# variant: aget_of_one safe
async def aget_of_one():
    book = await Book.objects.select_related("author").aget(pk=1)
    return book.author.name


# variant: acount_per_row bad
async def acount_per_row():
    return [await book.reviews.acount() async for book in Book.objects.all()]


# variant: asave_per_row bad
async def asave_per_row():
    async for post in Post.objects.all():
        post.body = "read"
        await post.asave()


# variant: aupdate_at_once safe
async def aupdate_at_once():
    return await Post.objects.aupdate(body="read")


# variant: sync_function_of_rows bad
@sync_to_async
def _names():
    return [review.reviewer.name for review in Review.objects.all()]


async def sync_function_of_rows():
    return await _names()


# variant: sync_function_of_joined_rows safe
def _joined_names():
    return [review.reviewer.name for review in Review.objects.select_related("reviewer")]


async def sync_function_of_joined_rows():
    return await sync_to_async(_joined_names)()
