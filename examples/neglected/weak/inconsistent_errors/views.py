from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView


class BookView(APIView):
    def post(self, request):
        return Response({"message": "gone"}, status=status.HTTP_404_NOT_FOUND)

    def step0(self, request):
        return Response({"error": "no 0"}, status=400)

    def step1(self, request):
        return Response({"error": "no 1"}, status=400)

    def step2(self, request):
        return Response({"error": "no 2"}, status=400)

    def step3(self, request):
        return Response({"error": "no 3"}, status=400)

    def step4(self, request):
        return Response({"error": "no 4"}, status=400)

    def step5(self, request):
        return Response({"error": "no 5"}, status=400)

    def step6(self, request):
        return Response({"error": "no 6"}, status=400)

    def step7(self, request):
        return Response({"error": "no 7"}, status=400)
