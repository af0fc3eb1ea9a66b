"""Rendered frames as files, with lines beside them as QuPath writes them."""

import json

import numpy as np
import pydicom
from PIL import Image
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid


def write_lines(path, **lines):
    """Named lines in pixels as GeoJSON."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": np.asarray(line).tolist()},
            "properties": {"objectType": "annotation", "name": name},
        }
        for name, line in lines.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def write_png(path, frame):
    deep = frame.pixels.max() > 255
    Image.fromarray(frame.pixels.astype(np.uint16 if deep else np.uint8)).save(path)
    return path


def write_xa(path, frames, **tags):
    """A film of an X-ray tube with a patient whose name must never be seen again."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID, meta.MediaStorageSOPClassUID = ExplicitVRLittleEndian, "1.2.840.10008.5.1.4.1.1.12.1"
    meta.MediaStorageSOPInstanceUID = generate_uid()
    film = FileDataset(str(path), {}, file_meta=meta, preamble=b"\0" * 128)
    film.SOPClassUID, film.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    film.PatientName, film.PatientID, film.Modality = "Doe^Jane", "12345", "XA"
    film.NumberOfFrames, (film.Rows, film.Columns) = len(frames), frames[0].shape
    film.SamplesPerPixel, film.PhotometricInterpretation, film.PixelRepresentation = 1, "MONOCHROME2", 0
    film.BitsAllocated, film.BitsStored, film.HighBit = 8, 8, 7
    for name, value in tags.items():
        setattr(film, name, value)
    film.PixelData = np.stack(frames).astype(np.uint8).tobytes()
    pydicom.dcmwrite(path, film, enforce_file_format=True)
    return path
