"""Neutral names: the same everywhere, and nothing of the project's own words."""

from __future__ import annotations

from django_pro.reports.renaming import Renaming

SOURCE = '''\
class InvoiceView(ListView):
    """All of ACME's invoices."""
    queryset = Invoice.objects.filter(customer__vat_number="DE 123 456")  # secret

    def total_due(self):
        return sum(line.net_amount for invoice in self.queryset for line in invoice.invoiceline_set.all())
'''


def test_the_projects_words_are_gone() -> None:
    shown = Renaming().python(SOURCE)
    for word in ("nvoice", "ACME", "vat", "123", "secret", "due", "net_amount"):
        assert word not in shown


def test_djangos_words_stay() -> None:
    shown = Renaming().python(SOURCE)
    for word in ("class ", "View(ListView):", "queryset = ", ".objects.filter(", "self.queryset", "_set.all()"):
        assert word in shown


def test_one_name_everywhere() -> None:
    renaming = Renaming()
    model, lookup, accessor = (
        renaming.word("Invoice"),
        renaming.word("invoice__customer_id"),
        renaming.word("invoice_set"),
    )
    assert lookup.startswith(f"{model.lower()}__")
    assert lookup.endswith("_id")
    assert accessor == f"{model.lower()}_set"


def test_a_template_keeps_its_tags_alone() -> None:
    shown = Renaming().template("<p>ACME {% for invoice in invoices %}{{ invoice.customer.vat }}{% endfor %}")
    assert shown.splitlines()[0].startswith("{% for ")
    assert "ACME" not in shown
    assert "customer" not in shown
