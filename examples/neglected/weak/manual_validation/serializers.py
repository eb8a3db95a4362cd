from rest_framework import serializers


class PageSerializer(serializers.Serializer):
    title = serializers.CharField()
    price = serializers.IntegerField(required=False)

    def validate_title(self, value):
        if len(value) > 200:
            raise serializers.ValidationError("Too long")
        return value

    def validate_price(self, value):
        if value <= 0:
            raise serializers.ValidationError("Too cheap")
        return value
