"""gRPC without TLS on the one side and with TLS on the other: grpc_echo.py serve PORT, and grpc_echo.py ask PORT CA.

The client prints what comes of a single call, of a stream in both directions of which each answer is awaited before the
next message is sent, and of a call that fails.
"""

import concurrent.futures
import pathlib
import queue
import sys

import grpc


class Echo(grpc.GenericRpcHandler):
    def service(self, details):
        return {
            "/test.Echo/Once": grpc.unary_unary_rpc_method_handler(lambda message, context: message.upper()),
            "/test.Echo/Stream": grpc.stream_stream_rpc_method_handler(self.stream),
            "/test.Echo/Fail": grpc.unary_unary_rpc_method_handler(self.fail),
        }.get(details.method)

    def stream(self, messages, context):
        for message in messages:
            yield message.upper()

    def fail(self, message, context):
        context.set_trailing_metadata((("x-why", "because"),))
        context.abort(grpc.StatusCode.FAILED_PRECONDITION, "not now")


def serve(port):
    server = grpc.server(concurrent.futures.ThreadPoolExecutor(4), handlers=[Echo()])
    assert server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    server.wait_for_termination()


def ask(port, authority):
    credentials = grpc.ssl_channel_credentials(pathlib.Path(authority).read_bytes())
    options = [("grpc.ssl_target_name_override", "app")]
    with grpc.secure_channel(f"127.0.0.1:{port}", credentials, options) as channel:
        print(channel.unary_unary("/test.Echo/Once")(b"once", timeout=20).decode())
        messages = queue.SimpleQueue()
        answers = channel.stream_stream("/test.Echo/Stream")(iter(messages.get, None), timeout=20)
        for message in (b"one", b"two"):
            messages.put(message)
            print(next(answers).decode())
        messages.put(None)
        try:
            channel.unary_unary("/test.Echo/Fail")(b"", timeout=20)
        except grpc.RpcError as error:
            print(error.code().name, error.details(), dict(error.trailing_metadata())["x-why"])


{"serve": serve, "ask": ask}[sys.argv[1]](int(sys.argv[2]), *sys.argv[3:])
