"""A stand-in for Elasticsearch 7.9.3, for machines that cannot have the real one: answers what a client asks first and what
the Prometheus exporter scrapes, and writes the server's JSON log.

Settings come from the environment, by Elasticsearch's own names: network.host, http.port, path.logs, cluster.name, node.name.
"""
import datetime
import http.server
import json
import os
import pathlib
import signal
import socket
import sys
import time

setting = os.environ.get
HOST = setting("network.host", "0.0.0.0")
PORT = int(setting("http.port", "9200"))
LOGS = pathlib.Path(setting("path.logs", "/usr/share/elasticsearch/logs"))
CLUSTER = setting("cluster.name", "docker-cluster")
NODE = setting("node.name", socket.gethostname())
CLUSTER_ID, NODE_ID = "aGVsbG8td29ybGQtcG9kcA", "cG9kcGF0dGVybi1ub2Rl"
LOOPBACK = HOST in ("127.0.0.1", "::1", "localhost", "_local_")
NEEDED_MAPS = 262144

VERSION = {
    "number": "7.9.3", "build_flavor": "default", "build_type": "docker",
    "build_hash": "0000000000000000000000000000000000000000", "build_date": "2020-10-16T10:36:16.141335Z",
    "build_snapshot": False, "lucene_version": "8.6.2",
    "minimum_wire_compatibility_version": "6.8.0", "minimum_index_compatibility_version": "6.0.0-beta1",
}


class Log:
    """Elasticsearch's JSON log: one object a line, to the file and to standard output."""

    def __init__(self):
        self.file = None
        try:
            LOGS.mkdir(parents=True, exist_ok=True)
            self.file = open(LOGS / f"{CLUSTER}_server.json", "a", buffering=1)
        except OSError as error:
            self.write("WARN", "o.e.b.Bootstrap", f"cannot write logs below [{LOGS}]: {error.strerror}")

    def write(self, level, component, message):
        now = datetime.datetime.now(datetime.timezone.utc)
        line = json.dumps({
            "type": "server", "timestamp": now.strftime("%Y-%m-%dT%H:%M:%S,") + f"{now.microsecond // 1000:03d}Z",
            "level": level, "component": component, "cluster.name": CLUSTER, "node.name": NODE, "message": message,
            "cluster.uuid": CLUSTER_ID, "node.id": NODE_ID,
        })
        print(line, flush=True)
        if self.file:
            self.file.write(line + "\n")


def greeting():
    return {"name": NODE, "cluster_name": CLUSTER, "cluster_uuid": CLUSTER_ID, "version": VERSION,
            "tagline": "You Know, for Search"}


def health():
    return {"cluster_name": CLUSTER, "status": "green", "timed_out": False, "number_of_nodes": 1,
            "number_of_data_nodes": 1, "active_primary_shards": 0, "active_shards": 0, "relocating_shards": 0,
            "initializing_shards": 0, "unassigned_shards": 0, "delayed_unassigned_shards": 0,
            "number_of_pending_tasks": 0, "number_of_in_flight_fetch": 0, "task_max_waiting_in_queue_millis": 0,
            "active_shards_percent_as_number": 100.0}


def node_statistics():
    now = int(time.time() * 1000)
    node = {"timestamp": now, "name": NODE, "transport_address": "127.0.0.1:9300", "host": HOST, "ip": f"{HOST}:9300",
            "roles": ["data", "ingest", "master"], "attributes": {},
            "indices": {"docs": {"count": 0, "deleted": 0}, "store": {"size_in_bytes": 0}},
            "os": {"timestamp": now, "cpu": {"percent": 1, "load_average": {"1m": 0.0, "5m": 0.0, "15m": 0.0}},
                   "mem": {"total_in_bytes": 0, "free_in_bytes": 0, "used_in_bytes": 0}},
            "process": {"timestamp": now, "open_file_descriptors": 3, "max_file_descriptors": 65535,
                        "cpu": {"percent": 0, "total_in_millis": int(time.process_time() * 1000)}},
            "jvm": {"timestamp": now, "uptime_in_millis": int(time.monotonic() * 1000),
                    "mem": {"heap_used_in_bytes": 0, "heap_max_in_bytes": 0, "pools": {}},
                    "gc": {"collectors": {}}, "buffer_pools": {}},
            "thread_pool": {}, "fs": {"timestamp": now, "total": {}, "data": []},
            "transport": {"server_open": 0}, "http": {"current_open": 1, "total_opened": 1}, "breakers": {}}
    return {"_nodes": {"total": 1, "successful": 1, "failed": 0}, "cluster_name": CLUSTER, "nodes": {NODE_ID: node}}


ANSWERS = {
    "/": greeting,
    "/_cluster/health": health,
    "/_nodes/stats": node_statistics,
    "/_nodes/_local/stats": node_statistics,
    "/_cluster/settings": lambda: {"persistent": {}, "transient": {}, "defaults": {}},
    "/_all/_stats": lambda: {"_shards": {"total": 0, "successful": 0, "failed": 0}, "_all": {}, "indices": {}},
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = self.path.split("?")[0].rstrip("/") or "/"
        answer = ANSWERS.get(path)
        status = 200 if answer else 404
        body = answer() if answer else {"error": {"type": "index_not_found_exception", "reason": "no such index",
                                                  "index": path.strip("/")}, "status": 404}
        content = json.dumps(body, indent=2).encode() + b"\n"
        self.send_response(status)
        self.send_header("content-type", "application/json; charset=UTF-8")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        log.write("INFO", "o.e.h.HttpTracer", f"[{self.command}] [{self.path}] -> {status}")

    do_HEAD = do_GET

    def log_message(self, *arguments):
        pass


def warn_about_maps():
    try:
        maps = int(pathlib.Path("/proc/sys/vm/max_map_count").read_text())
    except OSError:
        return
    if maps < NEEDED_MAPS and not LOOPBACK:
        log.write("WARN", "o.e.b.BootstrapChecks", f"max virtual memory areas vm.max_map_count [{maps}] is too low, "
                                                   f"increase to at least [{NEEDED_MAPS}]")


def stop(number, frame):
    log.write("INFO", "o.e.n.Node", "stopping ...")
    log.write("INFO", "o.e.n.Node", "closed")
    sys.exit(0)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self):
        # As http.server does, without asking a name server what this host is called.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_name, self.server_port = HOST, PORT


signal.signal(signal.SIGTERM, stop)
signal.signal(signal.SIGINT, stop)
log = Log()
log.write("INFO", "o.e.n.Node", f"version[{VERSION['number']}], a stand-in, pid[{os.getpid()}]")
warn_about_maps()
address = "127.0.0.1" if LOOPBACK else HOST
server = Server((address, PORT), Handler)
log.write("INFO", "o.e.h.AbstractHttpServerTransport", f"publish_address {{{address}:{PORT}}}, bound_addresses {{{address}:{PORT}}}")
log.write("INFO", "o.e.n.Node", "started")
server.serve_forever()
