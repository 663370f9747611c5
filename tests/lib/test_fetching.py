"""An address that somebody gave is opened safely, or not at all."""

import gzip
import ipaddress
import socket
import ssl
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from environs import ValidationError

from tessera.lib import fetching
from tessera.lib.fetching import FetchError, fetch
from tessera.lib.public_addresses import is_public
from tessera.lib.setting_values import are_ports

BOMB = gzip.compress(b"0" * 20_000_000)


class Other(BaseHTTPRequestHandler):
    """The other side, with the answers that nobody likes."""

    def log_message(self, *args):
        pass

    def do_GET(self):
        name = self.path.partition("?")[0].strip("/").replace("-", "_")
        getattr(self, f"_{name}", self._page)()

    do_HEAD = do_GET  # noqa: N815 - the name is the library's

    def _send(self, status=200, body=b"", **headers):
        self.send_response(status)
        for header, value in headers.items():
            self.send_header(header.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _page(self):
        seen = "\n".join(f"{name}: {value}" for name, value in self.headers.items())
        self._send(body=seen.encode(), Content_Type="Text/HTML; charset=utf-8")

    def _once(self):
        self._send(302, Location="/page")

    def _for_ever(self):
        self._send(302, Location="/for-ever")

    def _away(self):
        self._send(302, Location=f"http://localhost:{self.server.server_port}/page")

    def _inside(self):
        self._send(302, Location="http://169.254.169.254/latest/meta-data/")

    def _file(self):
        self._send(302, Location="file:///etc/passwd")

    def _endless(self):
        self._send(Content_Type="text/html")
        while True:
            self.wfile.write(b"x" * 10_000)

    def _slow(self):
        self._send(Content_Type="text/html")
        while True:
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.05)

    def _slow_head(self):
        while True:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: 1\r\n"[:1])
            self.wfile.flush()
            time.sleep(0.05)

    def _bomb(self):
        self._send(body=BOMB, Content_Type="text/html", Content_Encoding="gzip")

    def _packed(self):
        body = gzip.compress("Straße".encode() * 500)
        self._send(body=body, Content_Type="text/html", Content_Encoding="gzip")

    def _broken(self):
        self._send(body=b"no gzip", Content_Type="text/html", Content_Encoding="gzip")

    def _cut(self):
        self._send(body=b"half", Content_Type="text/html", Content_Length="400")

    def _cut_packed(self):
        body = gzip.compress(b"whole" * 500)[:-12]
        self._send(body=body, Content_Type="text/html", Content_Encoding="gzip")

    def _program(self):
        self._send(body=b"MZ", Content_Type="application/octet-stream")

    def _gone(self):
        self._send(404, body=b"{}", Content_Type="application/json")


class Quiet(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        """The visitor hung up, as it should."""


@contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def other_side():
    with serving(Quiet(("127.0.0.1", 0), Other)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A file with a key and the certificate that it signed for 127.0.0.1 itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "other side")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    pem = serialization.Encoding.PEM
    path.write_bytes(key.private_bytes(pem, form, plain) + signed.public_bytes(pem))
    return path


@pytest.fixture(scope="module")
def secure_side(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = Quiet(("127.0.0.1", 0), Other)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with serving(server) as port:
        yield port


@pytest.fixture
def allowed(settings):
    settings.FETCH_LOOPBACK_ALLOWED = True


def code_of(address, **options):
    with pytest.raises(FetchError) as caught:
        fetch(address, **options)
    assert str(caught.value)
    return caught.value.code


@pytest.mark.usefixtures("allowed")
def test_page_is_fetched_with_the_name_of_the_site(other_side, settings):
    settings.SITE_NAME, settings.BASE_URL = "Ponts\r\nX: 1", "https://ponts.example"
    page = fetch(f"{other_side}/page?q=ä#part", headers={"X-Own": "1", "X-Bad": "a\r\nb"})
    assert (page.status, page.content_type, page.redirects) == (200, "text/html", ())
    assert b"User-Agent: Tessera (PontsX 1; +https://ponts.example)" in page.body
    assert b"X-Own: 1" in page.body
    assert b"X-Bad" not in page.body


@pytest.mark.usefixtures("allowed")
def test_redirect_is_followed_and_told(other_side):
    page = fetch(f"{other_side}/once")
    assert (page.address, page.redirects) == (f"{other_side}/page", (f"{other_side}/once",))


@pytest.mark.usefixtures("allowed")
def test_page_of_an_error_is_an_answer(other_side):
    assert fetch(f"{other_side}/gone", accept=["text/html"]).status == 404


@pytest.mark.usefixtures("allowed")
def test_packed_page_is_unpacked(other_side):
    assert fetch(f"{other_side}/packed").body == "Straße".encode() * 500


@pytest.mark.usefixtures("allowed")
def test_asking_for_the_head_brings_no_body(other_side):
    assert fetch(f"{other_side}/page", method="HEAD").body == b""


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("for-ever", "too_many_redirects"),
        ("inside", "address_refused"),
        ("file", "address_refused"),
        ("endless", "too_large"),
        ("bomb", "too_large"),
        ("slow", "timed_out"),
        ("slow-head", "timed_out"),
        ("broken", "unreachable"),
        ("cut", "unreachable"),
        ("cut-packed", "unreachable"),
        ("program", "wrong_type"),
    ],
)
def test_bad_answer_is_refused_with_a_reason(other_side, path, code):
    options = {
        "accept": ["text/html"],
        "timeout_seconds": 0.4 if code == "timed_out" else 20,
        "most_bytes": 100_000,
    }
    assert code_of(f"{other_side}/{path}", **options) == code


def test_this_machine_is_refused_at_a_redirect(other_side, settings, monkeypatch):
    """The first host counts as public here; what it leads to does not."""
    settings.FETCH_PORTS = [other_side.rpartition(":")[2]]
    monkeypatch.setattr(fetching, "is_public", lambda numeric: calls.append(numeric) or first())
    calls = []

    def first():
        return len(calls) == 1

    assert code_of(f"{other_side}/once") == "address_refused"
    assert calls == ["127.0.0.1", "127.0.0.1"]


def test_name_is_resolved_once_and_the_checked_address_is_used(other_side, settings, monkeypatch):
    port = int(other_side.rpartition(":")[2])
    settings.FETCH_PORTS = [str(port)]
    asked = []

    def resolve(host, port, **_options):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(fetching, "is_public", lambda numeric: True)
    page = fetch(f"http://rebinding.example:{port}/page")
    assert (page.status, asked) == (200, ["rebinding.example"])
    assert f"Host: rebinding.example:{port}".encode() in page.body


def test_name_with_one_private_address_is_refused(monkeypatch):
    places = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (numeric, 80))
        for numeric in ("93.184.216.34", "10.0.0.7")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: places)
    assert code_of("http://both.example/") == "address_refused"


def test_slow_resolver_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: time.sleep(0.5))
    assert code_of("http://slow.example/", timeout_seconds=0.05) == "timed_out"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "page",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "http://127.0.0.1/",
        "http://localhost/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://0.0.0.0/",
        "http://user:secret@93.184.216.34/",
        "http://93.184.216.34:22/",
        "http://93.184.216.34:99999/",
        "http://93.184.216.34/\r\nX: 1",
        "http://" + "a" * 70 + ".example/",
        "http://93.184.216.34/" + "a" * 2000,
    ],
)
def test_address_is_refused_before_anything_is_asked(address):
    assert code_of(address) == "address_refused"


@pytest.mark.parametrize(
    ("numeric", "public"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::a00:1", False),
        ("::ffff:127.0.0.1", False),
        ("nothing", False),
    ],
)
def test_only_the_public_internet_is_public(numeric, public):
    assert is_public(numeric) is public


@pytest.mark.usefixtures("allowed")
def test_secret_of_one_host_is_not_shown_to_another(other_side, monkeypatch):
    monkeypatch.setattr(fetching, "_may_loop", lambda host: True)
    headers = {"Authorization": "Bearer secret"}
    assert b"secret" in fetch(f"{other_side}/once", headers=headers).body
    assert b"secret" not in fetch(f"{other_side}/away", headers=headers).body


@pytest.mark.usefixtures("allowed")
def test_certificate_that_nobody_vouches_for_is_refused(secure_side):
    assert code_of(f"https://127.0.0.1:{secure_side}/page") == "unreachable"


@pytest.mark.usefixtures("allowed")
def test_certificate_must_be_for_the_name_in_the_address(secure_side, certificate, monkeypatch):
    trusting = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(ssl, "create_default_context", lambda: trusting)
    monkeypatch.setattr(fetching, "_may_loop", lambda host: True)
    assert fetch(f"https://127.0.0.1:{secure_side}/page").status == 200
    assert code_of(f"https://localhost:{secure_side}/page") == "unreachable"


@pytest.mark.parametrize("numbers", [["0"], ["65536"], ["http"], ["80", "-1"], ["²"]])
def test_ports_are_numbers(numbers):
    are_ports(["8080", "65535"])
    with pytest.raises(ValidationError):
        are_ports(numbers)
