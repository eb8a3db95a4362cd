from django import forms


class BuyForm(forms.Form):
    copies = forms.IntegerField(min_value=1, max_value=10, initial=1)
