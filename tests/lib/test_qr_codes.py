"""QR codes as drawings."""

from xml.etree import ElementTree

import qrcode
from qrcode.image.svg import SvgFragmentImage

from tessera.lib.qr_codes import qr_code

SVG = "{http://www.w3.org/2000/svg}"
ADDRESS = "https://tessera.example/ar/learn/certificates/7K2P-9QXW-B4MT/"


def dark_area(path: str) -> int:
    """How many modules the rectangles of a path cover."""
    return sum(int(run.split("h")[1].split("v")[0]) for run in path.split("M")[1:])


def test_drawing_has_every_dark_module_and_a_margin():
    drawing = ElementTree.fromstring(qr_code(ADDRESS))
    size = int(drawing.get("viewBox").split()[2])
    paper, ink = drawing.findall(f"{SVG}path")
    assert paper.get("d") == f"M0 0h{size}v{size}H0z"
    starts = [each.split("h")[0].split() for each in ink.get("d").split("M")[1:]]
    assert min(int(number) for start in starts for number in start) == 4
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(ADDRESS)
    modules = code.make_image(image_factory=SvgFragmentImage).get_image()
    assert dark_area(ink.get("d")) == len(list(modules))
