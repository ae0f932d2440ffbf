"""Clients of a TLS server who never let up: load.py PORT CA STOP [tcp]

50 clients. Half of them keep one connection for as long as it lasts, half make a new one for each request. It is HTTP, or
with "tcp" a line that comes back. They go on until the file STOP exists; then what they saw is printed as JSON.
"""

import asyncio
import json
import pathlib
import ssl
import sys

port, authority, stop = int(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
is_http = "tcp" not in sys.argv
seen = {"requests": 0, "handshakes": 0, "failures": [], "names": []}


async def client(keeps):
    context = ssl.create_default_context(cafile=authority)
    reader = writer = None
    while not stop.exists():
        try:
            if writer is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname="app")
                seen["handshakes"] += 1
                name = dict(pair[0] for pair in writer.get_extra_info("peercert")["subject"])["commonName"]
                if name not in seen["names"]:
                    seen["names"].append(name)
            await (get if is_http else line)(reader, writer)
            seen["requests"] += 1
        except Exception as error:
            seen["failures"].append(repr(error))
            await asyncio.sleep(0.1)
            keeps = False
        if not keeps and writer is not None:
            writer.close()
            writer = None
        await asyncio.sleep(0.02 if keeps else 0.2)


async def get(reader, writer):
    writer.write(b"GET / HTTP/1.1\r\nHost: app\r\n\r\n")
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
    if not head.startswith(b"HTTP/1.1 200 "):
        raise ValueError(head)
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    await reader.readexactly(int(length.split(b":")[1]))


async def line(reader, writer):
    writer.write(b"hello\n")
    if await asyncio.wait_for(reader.readexactly(6), 20) != b"hello\n":
        raise ValueError("another line came back")


async def main():
    await asyncio.gather(*(client(index % 2 == 0) for index in range(50)))
    print(json.dumps(seen))


asyncio.run(main())
