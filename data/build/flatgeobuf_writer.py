"""Write a FlatGeobuf file whose rows may have no geometry and still be indexed.

GDAL's writer refuses rows without geometry when it builds the spatial index, and
its bytes change with its version. This one is small and always gives the same bytes.

Layout of a file: 8 magic bytes; the header (flatbuffer with its size); the packed
Hilbert R-tree, root first, 40 bytes a node; the features (flatbuffers with their
sizes) in the order of the tree's leaves.

What is particular here:
* a row without geometry has no `geometry` field at all (never an empty MultiPolygon);
* such a row may still be given an index box, so that a query by box finds it;
* a row with neither has the empty box (+inf, +inf, -inf, -inf), which no query meets:
  only a full read gives it. These rows come last in the file.
"""

import struct
from dataclasses import dataclass

import flatbuffers
import numpy as np
import shapely

MAGIC = bytes([0x66, 0x67, 0x62, 0x03, 0x66, 0x67, 0x62, 0x00])
NODE_SIZE = 16
POLYGON, MULTI_POLYGON = 3, 6
COLUMN_TYPES = {"int": 5, "double": 10, "string": 11}
EMPTY_BOX = (np.inf, np.inf, -np.inf, -np.inf)


@dataclass(frozen=True)
class Column:
    name: str
    type: str  # a key of COLUMN_TYPES
    nullable: bool
    description: str
    unique: bool = False


@dataclass(frozen=True)
class Row:
    values: tuple  # one per column; None for null
    geometry: object  # shapely MultiPolygon, or None
    index_box: tuple | None = None  # for a row without geometry


def write(path, name, columns, rows):
    """Write `rows` to `path`; returns the rows in the order in which they were written."""
    boxes = np.array([_box(row) for row in rows], dtype="<f8")
    order = _hilbert_order(boxes)
    rows, boxes = [rows[i] for i in order], boxes[order]
    features = [_feature(columns, row) for row in rows]
    located = boxes[np.isfinite(boxes[:, 0])]
    envelope = (*located[:, :2].min(axis=0), *located[:, 2:].max(axis=0))
    with open(path, "wb") as out:
        out.write(MAGIC)
        out.write(_header(name, envelope, columns, len(rows)))
        out.write(_index(boxes, [len(f) for f in features]))
        out.writelines(features)
    return rows


def _box(row):
    if row.geometry is not None:
        return row.geometry.bounds
    return row.index_box or EMPTY_BOX


def _hilbert_order(boxes):
    """Row numbers along a Hilbert curve over the box centres; ties and empty boxes keep their order."""
    order_bits = 16
    finite = np.isfinite(boxes[:, 0])
    centres = np.zeros((len(boxes), 2))
    centres[finite] = (boxes[finite, :2] + boxes[finite, 2:]) / 2
    low, high = centres[finite].min(axis=0), centres[finite].max(axis=0)
    cells = np.floor((centres - low) / (high - low) * (2**order_bits - 1)).clip(0, 2**order_bits - 1)
    x, y = cells.astype(np.int64).T
    position = np.zeros(len(boxes), dtype=np.int64)
    side = 2 ** (order_bits - 1)
    while side:
        right, top = (x & side) > 0, (y & side) > 0
        position += side * side * ((3 * right) ^ top)
        flip = ~top & right
        x, y = np.where(flip, side - 1 - (x & (side - 1)), x & (side - 1)), np.where(
            flip, side - 1 - (y & (side - 1)), y & (side - 1)
        )
        x, y = np.where(top, x, y), np.where(top, y, x)
        side //= 2
    position[~finite] = np.iinfo(np.int64).max
    return np.argsort(position, kind="stable")


def _index(boxes, sizes):
    """The packed R-tree: nodes of every level, root level first; a leaf holds its feature's byte
    offset, an inner node holds the number of its first child."""
    offsets = np.concatenate([[0], np.cumsum(sizes[:-1])]).astype("<u8")
    levels = [(boxes, offsets)]
    while len(levels[-1][0]) > 1:
        below = levels[-1][0]
        starts = np.arange(0, len(below), NODE_SIZE)
        above = np.hstack(
            [np.minimum.reduceat(below[:, :2], starts), np.maximum.reduceat(below[:, 2:], starts)]
        )
        levels.append((above, starts.astype("<u8")))
    levels.reverse()
    chunks, first = [], 0
    for depth, (level_boxes, level_offsets) in enumerate(levels):
        first += len(level_boxes)
        if depth + 1 < len(levels):
            level_offsets = level_offsets + np.uint64(first)  # children start after this level
        nodes = np.empty(len(level_boxes), dtype=[("box", "<f8", 4), ("offset", "<u8")])
        nodes["box"], nodes["offset"] = level_boxes, level_offsets
        chunks.append(nodes.tobytes())
    return b"".join(chunks)


def _header(name, envelope, columns, count):
    b = flatbuffers.Builder(4096)
    encoded = [_column(b, column) for column in columns]
    b.StartVector(4, len(encoded), 4)
    for offset in reversed(encoded):
        b.PrependUOffsetTRelative(offset)
    columns_vector = b.EndVector()
    envelope_vector = b.CreateNumpyVector(np.array(envelope, dtype="<f8"))
    org, crs_name, layer = b.CreateString("EPSG"), b.CreateString("WGS 84"), b.CreateString(name)
    b.StartObject(6)
    b.PrependUOffsetTRelativeSlot(0, org, 0)
    b.PrependInt32Slot(1, 4326, 0)
    b.PrependUOffsetTRelativeSlot(2, crs_name, 0)
    crs = b.EndObject()
    b.StartObject(14)
    b.PrependUOffsetTRelativeSlot(0, layer, 0)
    b.PrependUOffsetTRelativeSlot(1, envelope_vector, 0)
    b.PrependUint8Slot(2, MULTI_POLYGON, 0)
    b.PrependUOffsetTRelativeSlot(7, columns_vector, 0)
    b.PrependUint64Slot(8, count, 0)
    b.PrependUint16Slot(9, NODE_SIZE, 16)
    b.PrependUOffsetTRelativeSlot(10, crs, 0)
    b.FinishSizePrefixed(b.EndObject())
    return bytes(b.Output())


def _column(b, column):
    name, description = b.CreateString(column.name), b.CreateString(column.description)
    b.StartObject(11)
    b.PrependUOffsetTRelativeSlot(0, name, 0)
    b.PrependUint8Slot(1, COLUMN_TYPES[column.type], 0)
    b.PrependUOffsetTRelativeSlot(3, description, 0)
    b.PrependBoolSlot(7, column.nullable, True)
    b.PrependBoolSlot(8, column.unique, False)
    return b.EndObject()


def _feature(columns, row):
    b = flatbuffers.Builder(2048)
    properties = b.CreateByteVector(_properties(columns, row.values))
    geometry = None if row.geometry is None else _multi_polygon(b, row.geometry)
    b.StartObject(3)
    if geometry is not None:
        b.PrependUOffsetTRelativeSlot(0, geometry, 0)
    b.PrependUOffsetTRelativeSlot(1, properties, 0)
    b.FinishSizePrefixed(b.EndObject())
    return bytes(b.Output())


def _properties(columns, values):
    out = bytearray()
    for number, (column, value) in enumerate(zip(columns, values, strict=True)):
        if value is None:
            continue
        out += struct.pack("<H", number)
        if column.type == "string":
            text = value.encode("utf-8")
            out += struct.pack("<I", len(text)) + text
        else:
            out += struct.pack("<i" if column.type == "int" else "<d", value)
    return bytes(out)


def _multi_polygon(b, geometry):
    parts = [_polygon(b, polygon) for polygon in geometry.geoms]
    b.StartVector(4, len(parts), 4)
    for offset in reversed(parts):
        b.PrependUOffsetTRelative(offset)
    vector = b.EndVector()
    b.StartObject(8)
    b.PrependUint8Slot(6, MULTI_POLYGON, 0)
    b.PrependUOffsetTRelativeSlot(7, vector, 0)
    return b.EndObject()


def _polygon(b, polygon):
    rings = [polygon.exterior, *polygon.interiors]
    coordinates = [shapely.get_coordinates(ring) for ring in rings]
    xy = b.CreateNumpyVector(np.concatenate(coordinates).astype("<f8").ravel())
    ends = None
    if len(rings) > 1:  # as the format advises, a single ring has no list of ends
        ends = b.CreateNumpyVector(np.cumsum([len(c) for c in coordinates]).astype("<u4"))
    b.StartObject(8)
    if ends is not None:
        b.PrependUOffsetTRelativeSlot(0, ends, 0)
    b.PrependUOffsetTRelativeSlot(1, xy, 0)
    b.PrependUint8Slot(6, POLYGON, 0)
    return b.EndObject()
