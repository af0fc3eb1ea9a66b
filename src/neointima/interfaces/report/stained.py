"""Stained sections of each arm, as pictures that stand in the page."""

from base64 import b64encode
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from neointima.laboratory.section_pictures import previews

WIDTH = 620


def stained(folder: Path) -> str:
    """The first animal of each arm in both stains, a row an arm; nothing when no cells were kept."""
    rows = []
    for arm, pictures in previews(folder, WIDTH).items():
        images = "".join(f'<img alt="{escape(arm)}" width="48%" src="{_address(picture)}">' for picture in pictures)
        rows.append(f"<p><b>{escape(arm)}</b></p><p>{images}</p>")
    return "".join(rows)


def _address(picture: Any) -> str:
    content = BytesIO()
    Image.fromarray(picture).save(content, format="WEBP", quality=80)
    return f"data:image/webp;base64,{b64encode(content.getvalue()).decode()}"
