from django import template

from shop.models import Book, Post

register = template.Library()


# shared
@register.simple_tag
def origin(book):
    return f"{book.publisher.name}, {book.publisher.country.name}"


@register.filter
def joined_tags(book):
    return "/".join(tag.name for tag in book.tags.all())


@register.filter
def is_by(book, name):
    return book.author.name == name


@register.inclusion_tag("shop/_book_line.html")
def book_card(book):
    return {"book": book}


@register.simple_tag
def every_book():
    return Book.objects.all()


# variant: template_inclusion_tag bad url
@register.inclusion_tag("shop/_post_lines.html")
def post_lines():
    return {"posts": Post.objects.all()}


# variant: template_inclusion_tag_joined safe url
@register.inclusion_tag("shop/_joined_post_lines.html", takes_context=True)
def joined_post_lines(context):
    return {"posts": Post.objects.select_related("owner")}
