"""WebSocket (RFC 6455), as far as two single frames: websocket.py serve PORT, and websocket.py ask PORT over TLS.

The application sends each text back in capital letters. The client prints the answers to "first" and "second".
"""

import base64
import hashlib
import os
import socket
import ssl
import struct
import sys


def accept(key):
    return base64.b64encode(hashlib.sha1(key.encode() + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()).decode()


def head(stream):
    lines = iter(lambda: stream.readline().decode().strip(), "")
    first = next(lines)
    return first, {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}


def receive(stream):
    _, length = struct.unpack("!BB", stream.read(2))
    mask = stream.read(4) if length & 0x80 else bytes(4)
    return bytes(byte ^ mask[index % 4] for index, byte in enumerate(stream.read(length & 0x7F)))


def send(stream, text, masked):
    mask = os.urandom(4) if masked else b""
    body = bytes(byte ^ mask[index % 4] for index, byte in enumerate(text)) if masked else text
    stream.write(struct.pack("!BB", 0x81, len(text) | (0x80 if masked else 0)) + mask + body)
    stream.flush()


def serve(port):
    with socket.create_server(("127.0.0.1", port)) as server:
        while True:
            connection, _ = server.accept()
            try:
                with connection, connection.makefile("rwb") as stream:
                    _, headers = head(stream)
                    answer = accept(headers["sec-websocket-key"])
                    stream.write(
                        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + f"Sec-WebSocket-Accept: {answer}\r\n\r\n".encode()
                    )
                    stream.flush()
                    while True:
                        send(stream, receive(stream).upper(), masked=False)
            except (StopIteration, KeyError, OSError, struct.error):
                pass


def ask(port):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), timeout=20) as plain:
        with context.wrap_socket(plain, server_hostname="app") as secure, secure.makefile("rwb") as stream:
            stream.write(
                b"GET /chat HTTP/1.1\r\nHost: app\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
            )
            stream.flush()
            status, headers = head(stream)
            assert status.startswith("HTTP/1.1 101 "), status
            assert headers["sec-websocket-accept"] == accept("dGhlIHNhbXBsZSBub25jZQ=="), headers
            for text in (b"first", b"second"):
                send(stream, text, masked=True)
                print(receive(stream).decode())


{"serve": serve, "ask": ask}[sys.argv[1]](int(sys.argv[2]))
