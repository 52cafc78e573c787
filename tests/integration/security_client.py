# SPDX-License-Identifier: MIT
"""Only for security.py: a client that says exactly what it is told to, over HTTP and over WebSocket."""
import base64
import http.client
import json
import os
import socket
import struct
import time
import urllib.parse


class Answer:
    def __init__(self, status, headers, body, seconds):
        self.status, self.headers, self.body, self.seconds = status, headers, body, seconds

    def json(self):
        return json.loads(self.body)

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name), "")


class Client:
    """One connection that is kept, as a browser keeps one."""

    def __init__(self, url):
        place = urllib.parse.urlsplit(url)
        self.url, self.port, self.host = url, place.port, place.netloc
        self.connection = None

    def ask(self, method, path, credential=None, body=None, headers=None):
        """`credential` is a header; `body` an object that is sent as JSON, or bytes that are sent as they are."""
        sent = {**(credential or {}), **(headers or {})}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        began = time.monotonic()
        for attempt in (1, 2):
            self.connection = self.connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
            try:
                self.connection.request(method, path, body, {"Host": self.host, **sent})
                answer = self.connection.getresponse()
                told = Answer(answer.status, answer.getheaders(), answer.read(), time.monotonic() - began)
                if answer.getheader("Connection") == "close":
                    self.close()
                return told
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self.close()  # it was idle for too long; an answer that is missing a second time is a failure
                if attempt == 2:
                    raise
        return None

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def connect(self, room=0):
        """A bare connection; `room` bounds what may come unread."""
        raw = socket.socket()
        if room:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        raw.settimeout(10)
        raw.connect(("127.0.0.1", self.port))
        return raw

    def talk(self, sent):
        """What is answered to these bytes until the server ends the connection."""
        with self.connect() as raw:
            raw.sendall(sent)
            return heard(raw)


def heard(raw):
    told = b""
    try:
        while piece := raw.recv(65536):
            told += piece
    except ConnectionResetError:
        pass
    return told


class Stream:
    """A WebSocket (RFC 6455) whose frames the caller makes."""

    TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10

    def __init__(self, client, target="/api/v1/stream", headers=None, room=0):
        self.raw = client.connect(room)
        key = base64.b64encode(os.urandom(16)).decode()
        sent = {"Host": client.host, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": key, **(headers or {})}
        lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        self.raw.sendall(f"GET {target} HTTP/1.1\r\n{lines}\r\n".encode())
        self.rest = b""
        while b"\r\n\r\n" not in self.rest:
            piece = self.raw.recv(4096)
            if not piece:
                break
            self.rest += piece
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        self.status = int(head.split()[1])

    def frame(self, opcode, payload, final=True, masked=True, reserved=0):
        size = len(payload)
        head = bytes([final << 7 | reserved << 4 | opcode])
        mask = masked << 7
        if size < 126:
            head += bytes([mask | size])
        elif size < 65536:
            head += bytes([mask | 126]) + struct.pack(">H", size)
        else:
            head += bytes([mask | 127]) + struct.pack(">Q", size)
        try:
            self.raw.sendall(head + (b"\0\0\0\0" if masked else b"") + payload)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it was closed meanwhile; what was said of that is still to be read

    def say(self, message):
        self.frame(self.TEXT, json.dumps(message).encode())

    def take(self, count):
        while len(self.rest) < count:
            piece = self.raw.recv(65536)
            if not piece:
                raise ConnectionResetError
            self.rest += piece
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def hear(self):
        """One frame: opcode and payload."""
        opcode, size = self.take(2)
        size &= 127
        if size == 126:
            (size,) = struct.unpack(">H", self.take(2))
        elif size == 127:
            (size,) = struct.unpack(">Q", self.take(8))
        return opcode & 15, self.take(size)

    def end(self, seconds=10):
        """The code that it is closed with (0: without one), and the texts that came before."""
        told = []
        until = time.monotonic() + seconds
        try:
            while True:
                self.raw.settimeout(max(0.01, until - time.monotonic()))
                opcode, payload = self.hear()
                if opcode == self.TEXT:
                    told.append(payload.decode())
                elif opcode == self.CLOSE:
                    return struct.unpack(">H", payload[:2])[0] if payload else 0, told
        except ConnectionResetError:
            return 0, told

    def begin(self, ticket):
        """Shows the ticket; fails where another word than the welcome comes first."""
        self.say({"type": "auth", "ticket": ticket})
        opcode, payload = self.hear()
        if opcode != self.TEXT or b'"welcome"' not in payload:
            raise SystemExit(f"security: a good ticket is not taken: {opcode} {payload}")
