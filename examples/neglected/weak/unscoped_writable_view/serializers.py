from rest_framework import serializers

from weak.unscoped_writable_view.models import Basket


class BasketSerializer(serializers.ModelSerializer):
    class Meta:
        model = Basket
        fields = ["name"]
