"""JSON Web Tokens, signed by openssl.

jwt.py keys KEY: the public key of a PEM file as a JSON Web Key Set.
jwt.py token KEY CLAIMS [KIND]: a token with the claims, whose "exp" is in seconds from now. KIND spoils it: "none" has no
signature, "tampered" has other claims than were signed, "confused" is signed with the public key as a shared secret.
"""

import base64
import hashlib
import hmac
import json
import subprocess
import sys
import time


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def openssl(*arguments, data=b""):
    return subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=True).stdout


def keys(key):
    modulus = bytes.fromhex(openssl("rsa", "-in", key, "-noout", "-modulus").decode().strip().split("=")[1])
    return {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "k", "e": "AQAB", "n": encoded(modulus)}]}


def token(key, claims, kind=""):
    claims = json.loads(claims)
    if "exp" in claims:
        claims["exp"] += int(time.time())
    algorithm = {"none": "none", "confused": "HS256"}.get(kind, "RS256")
    head = encoded(json.dumps({"alg": algorithm, "typ": "JWT", "kid": "k"}).encode())
    signed = f"{head}.{encoded(json.dumps(claims).encode())}"
    if kind == "none":
        return f"{signed}."
    if kind == "confused":
        public = openssl("rsa", "-in", key, "-pubout")
        return f"{signed}.{encoded(hmac.new(public, signed.encode(), hashlib.sha256).digest())}"
    signature = encoded(openssl("dgst", "-sha256", "-sign", key, data=signed.encode()))
    if kind == "tampered":
        signed = f"{head}.{encoded(json.dumps({**claims, 'sub': 'admin'}).encode())}"
    return f"{signed}.{signature}"


if sys.argv[1] == "keys":
    print(json.dumps(keys(sys.argv[2])))
else:
    print(token(*sys.argv[2:]), end="")
