from rest_framework.response import Response
from rest_framework.views import APIView


class V0(APIView):
    def get(self, request):
        return Response({})


class V1(APIView):
    def get(self, request):
        return Response({})


class V2(APIView):
    def get(self, request):
        return Response({})


class V3(APIView):
    def get(self, request):
        return Response({})


class V4(APIView):
    def get(self, request):
        return Response({})


class V5(APIView):
    def get(self, request):
        return Response({})


class V6(APIView):
    def get(self, request):
        return Response({})


class V7(APIView):
    def get(self, request):
        return Response({})


class V8(APIView):
    def get(self, request):
        return Response({})


class V9(APIView):
    def get(self, request):
        return Response({})


class V10(APIView):
    def get(self, request):
        return Response({})
