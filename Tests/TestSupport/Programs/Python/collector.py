"""An HTTP server that takes logs as Loki and Elasticsearch do.

collector.py PORT FILE: writes each request into FILE as a line of JSON: path, authorization and body.
"""

import http.server
import json
import sys


class Collector(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        request = {"path": self.path, "authorization": self.headers.get("Authorization"), "body": body}
        with open(sys.argv[2], "a") as file:
            file.write(json.dumps(request) + "\n")
        answer = b'{"errors": false, "items": []}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Collector).serve_forever()
