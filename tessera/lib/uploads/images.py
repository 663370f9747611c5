"""Pictures, encoded anew: what is kept has been drawn by us, without place, time or camera."""

import io
import warnings
from typing import Final

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from tessera.lib.uploads.sniffing import FileRefusedError

_MOST_PIXELS: Final = 40_000_000
_LONGEST_SIDE: Final = 2400
_FORMATS: Final = {".png": "PNG", ".jpg": "JPEG", ".webp": "WEBP"}


def encode_anew(content: bytes, ending: str) -> bytes:
    """The picture in its right position, at most 2,400 pixels wide or high, without metadata.

    Raises:
        FileRefusedError: it cannot be read as the picture it says it is, or is larger than 40
            megapixels.
    """
    wanted = _FORMATS[ending]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=[wanted])
            if picture.width * picture.height > _MOST_PIXELS:
                raise FileRefusedError(_("The picture is larger than 40 megapixels."))
            picture.load()
    except (
        UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:  # fmt: skip
        raise FileRefusedError(_("The picture cannot be read.")) from error
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    mode = "RGB" if wanted == "JPEG" else ("RGBA" if _has_transparency(upright) else "RGB")
    clean = Image.new(mode, upright.size)
    clean.paste(upright.convert(mode))
    kept = io.BytesIO()
    clean.save(kept, wanted, **({"quality": 85} if wanted != "PNG" else {"optimize": True}))
    return kept.getvalue()


def _has_transparency(picture: Image.Image) -> bool:
    return picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
