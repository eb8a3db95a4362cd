from django import forms
from django.forms import formset_factory, inlineformset_factory, modelformset_factory
from django.shortcuts import get_object_or_404, render

from shop.models import Author, Book, Category, Imprint, Review, Sale


# variant: form_choice_labels bad url
class ImprintForm(forms.Form):
    imprint = forms.ModelChoiceField(queryset=Imprint.objects.all())


def form_choice_labels(request):
    return render(request, "shop/form_choice_labels.html", {"form": ImprintForm()})


# variant: form_choice_labels_joined safe url
class JoinedImprintForm(forms.Form):
    imprint = forms.ModelChoiceField(queryset=Imprint.objects.select_related("publisher"))


def form_choice_labels_joined(request):
    return render(request, "shop/form_choice_labels_joined.html", {"form": JoinedImprintForm()})


# variant: form_choice_labels_of_columns safe url
class AuthorForm(forms.Form):
    author = forms.ModelChoiceField(queryset=Author.objects.all())


def form_choice_labels_of_columns(request):
    return render(request, "shop/form_choice_labels_of_columns.html", {"form": AuthorForm()})


# variant: form_label_from_instance bad url
class BookChoice(forms.ModelChoiceField):
    def label_from_instance(self, book):
        return f"{book.title} ({book.author.name})"


class BookChoiceForm(forms.Form):
    book = BookChoice(queryset=Book.objects.all())


def form_label_from_instance(request):
    return render(request, "shop/form_label_from_instance.html", {"form": BookChoiceForm()})


# variant: form_label_from_instance_joined safe url
class JoinedBookChoice(forms.ModelChoiceField):
    def label_from_instance(self, book):
        return f"{book.title} ({book.author.name})"


class JoinedBookChoiceForm(forms.Form):
    book = JoinedBookChoice(queryset=Book.objects.select_related("author"))


def form_label_from_instance_joined(request):
    return render(request, "shop/form_label_from_instance_joined.html", {"form": JoinedBookChoiceForm()})


# variant: form_choices_in_init bad url
class ReviewChoiceForm(forms.Form):
    review = forms.ChoiceField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["review"].choices = [(review.pk, str(review)) for review in Review.objects.all()]


def form_choices_in_init(request):
    return render(request, "shop/form_choices_in_init.html", {"form": ReviewChoiceForm()})


# variant: form_queryset_in_init safe url
class JoinedReviewChoiceForm(forms.Form):
    review = forms.ModelChoiceField(queryset=Review.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["review"].queryset = Review.objects.with_book()


def form_queryset_in_init(request):
    return render(request, "shop/form_queryset_in_init.html", {"form": JoinedReviewChoiceForm()})


# variant: model_form_choices bad url
class CategoryForm(forms.ModelForm):
    class Meta:
        model = Category
        fields = ["name", "parent"]


def model_form_choices(request):
    return render(request, "shop/model_form_choices.html", {"form": CategoryForm()})


# variant: model_form_choices_of_columns safe url
class SaleForm(forms.ModelForm):
    class Meta:
        model = Sale
        fields = ["book", "buyer", "amount"]


def model_form_choices_of_columns(request):
    return render(request, "shop/model_form_choices_of_columns.html", {"form": SaleForm()})


# variant: formset_of_rows_with_choices bad url
SaleFormSet = modelformset_factory(Sale, fields=["buyer", "amount"], extra=0)


def formset_of_rows_with_choices(request):
    formset = SaleFormSet(queryset=Sale.objects.all())
    return render(request, "shop/formset_of_rows_with_choices.html", {"formset": formset})


# variant: formset_of_columns safe url
TitleFormSet = modelformset_factory(Book, fields=["title", "price"], extra=0)


def formset_of_columns(request):
    formset = TitleFormSet(queryset=Book.objects.all())
    return render(request, "shop/formset_of_columns.html", {"formset": formset})


# variant: formset_loop_reads_instance bad url
PriceFormSet = modelformset_factory(Book, fields=["price"], extra=0)


def formset_loop_reads_instance(request):
    formset = PriceFormSet(queryset=Book.objects.all())
    return render(request, "shop/formset_loop_reads_instance.html", {"formset": formset})


# variant: formset_loop_reads_joined_instance safe url
JoinedPriceFormSet = modelformset_factory(Book, fields=["price"], extra=0)


def formset_loop_reads_joined_instance(request):
    formset = JoinedPriceFormSet(queryset=Book.objects.select_related("author"))
    return render(request, "shop/formset_loop_reads_joined_instance.html", {"formset": formset})


# variant: inline_formset_of_children bad url
ReviewFormSet = inlineformset_factory(Book, Review, fields=["stars"], extra=0)


def inline_formset_of_children(request, pk):
    formset = ReviewFormSet(instance=get_object_or_404(Book, pk=pk))
    return render(request, "shop/inline_formset_of_children.html", {"formset": formset})


# variant: plain_formset safe url
AuthorFormSet = formset_factory(AuthorForm, extra=2)


def plain_formset(request):
    return render(request, "shop/plain_formset.html", {"formset": AuthorFormSet()})


# variant: form_validates_per_row bad
class OrderForm(forms.Form):
    books = forms.ModelMultipleChoiceField(queryset=Book.objects.all())

    def clean_books(self):
        books = self.cleaned_data["books"]
        for book in books:
            if book.author.name == "nobody":
                raise forms.ValidationError("Nobody writes no books")
        return books


def form_validates_per_row():
    form = OrderForm({"books": list(Book.objects.values_list("pk", flat=True))})
    return form.is_valid()


# variant: form_validates_joined_rows safe
class JoinedOrderForm(forms.Form):
    books = forms.ModelMultipleChoiceField(queryset=Book.objects.select_related("author"))

    def clean_books(self):
        books = self.cleaned_data["books"]
        for book in books:
            if book.author.name == "nobody":
                raise forms.ValidationError("Nobody writes no books")
        return books


def form_validates_joined_rows():
    form = JoinedOrderForm({"books": list(Book.objects.values_list("pk", flat=True))})
    return form.is_valid()


# variant: form_queryset_in_init_not_joined bad url
class LateImprintForm(forms.Form):
    imprint = forms.ModelChoiceField(queryset=Imprint.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["imprint"].queryset = Imprint.objects.filter(publisher__isnull=False)


def form_queryset_in_init_not_joined(request):
    return render(request, "shop/form_queryset_in_init_not_joined.html", {"form": LateImprintForm()})


# variant: form_checkboxes bad url
class CheckedForm(forms.Form):
    reviews = forms.ModelMultipleChoiceField(queryset=Review.objects.all(), widget=forms.CheckboxSelectMultiple)


def form_checkboxes(request):
    return render(request, "shop/form_checkboxes.html", {"form": CheckedForm()})


# variant: form_hidden_choices safe url
class HiddenForm(forms.Form):
    imprint = forms.ModelChoiceField(queryset=Imprint.objects.all(), widget=forms.HiddenInput)


def form_hidden_choices(request):
    return render(request, "shop/form_hidden_choices.html", {"form": HiddenForm()})


# variant: formset_with_shared_choices safe url
class BuyerForm(forms.ModelForm):
    buyer = forms.TypedChoiceField(coerce=int)

    class Meta:
        model = Sale
        fields = ["amount"]

    def __init__(self, *args, buyers=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["buyer"].choices = buyers


BuyerFormSet = modelformset_factory(Sale, form=BuyerForm, extra=0)


def formset_with_shared_choices(request):
    buyers = [(author.pk, author.name) for author in Author.objects.all()]
    formset = BuyerFormSet(queryset=Sale.objects.all(), form_kwargs={"buyers": buyers})
    return render(request, "shop/formset_with_shared_choices.html", {"formset": formset})


# variant: formset_saves_each bad
AmountFormSet = modelformset_factory(Sale, fields=["amount"], extra=0)


def formset_saves_each():
    for form in AmountFormSet(queryset=Sale.objects.all()):
        form.instance.amount += 1
        form.instance.save()
