from rest_framework import serializers

from weak.readable_secret.models import Reader


class ReaderSerializer(serializers.ModelSerializer):
    class Meta:
        model = Reader
        fields = ["id", "website", "api_key"]
