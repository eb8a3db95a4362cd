from Crypto.Cipher import AES, DES
from django.conf import settings


def seal(text):
    first = AES.new(settings.KEY, AES.MODE_ECB).encrypt(text)
    second = AES.new(settings.KEY, AES.MODE_CBC, b"0123456789abcdef").encrypt(text)
    return first + second + DES.new(settings.KEY, DES.MODE_CBC).encrypt(text)
