"""ROI files made byte by byte as ImageJ's source says they are, without the library that reads them."""

import struct


def roi(kind, *, box=(0, 0, 0, 0), points=(), exact=None, name="", **more):
    """Bytes of a ROI. ``box`` is left, top, right, bottom; ``points`` integers relative to it; ``exact`` floats.

    ``more``: subtype, options, four (four floats from byte 18), parameter (float at 52), arc, position, path (floats of a
    composite), z, t, props, version.
    """
    left, top, right, bottom = box
    path, options = more.get("path", ()), more.get("options", 0) | (128 if exact else 0)
    body = b"".join(struct.pack(">H", value & 0xFFFF) for axis in (0, 1) for value in [p[axis] for p in points])
    if exact:
        body += b"".join(struct.pack(">f", p[axis]) for axis in (0, 1) for p in exact)
    if path:
        body = struct.pack(f">{len(path)}f", *path)
    head = b"Iout" + struct.pack(">hBx", more.get("version", 228), kind)
    head += struct.pack(">4H", *(value & 0xFFFF for value in (top, left, bottom, right)))
    head += struct.pack(">H", len(points)) + struct.pack(">4f", *more.get("four", (0, 0, 0, 0)))
    head += struct.pack(">hi4x4x", 0, len(path)) + struct.pack(">hh", more.get("subtype", 0), options)
    head += (
        struct.pack(">f", more["parameter"]) if "parameter" in more else struct.pack(">BBh", 0, 0, more.get("arc", 0))
    )
    head += struct.pack(">ii", more.get("position", 0), 64 + len(body))
    text, props = name.encode("utf-16-be"), more.get("props", "").encode("utf-16-be")
    at = 64 + len(body) + 64
    second = struct.pack(">4x3i", 0, more.get("z", 0), more.get("t", 0)) + struct.pack(">ii", at, len(name))
    second += struct.pack(">4xhBBif", 0, 0, 0, 0, 0.0) + struct.pack(">iii", at + len(text), len(props) // 2, 0)
    return head + body + second.ljust(64, b"\0") + text + props
