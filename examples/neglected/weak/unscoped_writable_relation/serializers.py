from rest_framework import serializers

from weak.unscoped_writable_relation.models import Basket, Line


class LineSerializer(serializers.ModelSerializer):
    basket = serializers.PrimaryKeyRelatedField(queryset=Basket.objects.all())

    class Meta:
        model = Line
        fields = ["basket", "title"]
