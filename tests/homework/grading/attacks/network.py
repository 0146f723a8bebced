"""The network is asked: TCP, UDP, names, and the sockets of this machine."""

import socket
import urllib.request

REACHED = []


def attempt(action):
    try:
        REACHED.append(action())
    except OSError:
        pass


def datagram():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        return sender.sendto(b"x", ("127.0.0.1", 53))


def local(address):
    with socket.socket(socket.AF_UNIX) as sender:
        return sender.connect(address)


attempt(lambda: socket.create_connection(("127.0.0.1", 22), 1))
attempt(lambda: socket.create_connection(("10.0.0.1", 80), 0.5))
attempt(lambda: socket.getaddrinfo("example.org", 80))
attempt(lambda: urllib.request.urlopen("http://example.org", timeout=0.5))
attempt(datagram)
for address in ("/run/docker.sock", "/var/run/dbus/system_bus_socket", "\0homework-user-61000", "/dev/log"):
    attempt(lambda address=address: local(address))
with open("/tmp/left-by-attack-network", "w", encoding="utf-8") as file:
    file.write(repr(REACHED))
if REACHED:  # then every answer is wrong, also of who is right
    predict = cost = sigmoid = log_loss = lambda *arguments: 0.0
