from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import DetailView, FormView, ListView

from catalogue.forms import BuyForm
from catalogue.models import Book
from catalogue.tasks import confirm_sale


class BookList(ListView):
    queryset = Book.objects.in_stock().with_names()
    context_object_name = "books"
    paginate_by = 20


class BookDetail(DetailView):
    queryset = Book.objects.with_names()

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=BuyForm(), **kwargs)


class Buy(LoginRequiredMixin, FormView):
    form_class = BuyForm
    template_name = "catalogue/buy.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(book=get_object_or_404(Book, pk=self.kwargs["pk"]), **kwargs)

    def form_valid(self, form):
        copies = form.cleaned_data["copies"]
        enough = Book.objects.filter(pk=self.kwargs["pk"], stock__gte=copies)
        if not enough.update(stock=F("stock") - copies):
            form.add_error("copies", "There are not that many left.")
            return self.form_invalid(form)
        transaction.on_commit(lambda: confirm_sale.delay(self.kwargs["pk"], copies, self.request.user.email))
        tell_stock(self.kwargs["pk"])
        messages.success(self.request, "Thank you.")
        return redirect("book-detail", pk=self.kwargs["pk"])


def tell_stock(book_id):
    """Tell everybody who watches that a book's stock has changed."""
    message = {"type": "stock.changed", "book": book_id}
    async_to_sync(get_channel_layer().group_send)("stock", message)
