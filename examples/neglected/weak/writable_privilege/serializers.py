from rest_framework import serializers

from weak.writable_privilege.models import Reader


class ReaderSerializer(serializers.ModelSerializer):
    class Meta:
        model = Reader
        fields = ["id", "website", "is_staff"]
