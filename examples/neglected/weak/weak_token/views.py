import random
import string


def send_code(request, pk):
    author = get_object_or_404(Author, pk=pk)
    author.reset_token = "".join(random.choice(string.ascii_letters) for _ in range(20))
    author.otp = random.randint(1000, 9999)
    author.save()
    return HttpResponse("Sent")
