"""Reads /ogc with QGIS, offscreen. usage: qgis_reads.py URL"""

import json
import sys
import urllib.request

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsDataSourceUri,
    QgsFeatureRequest,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorTileLayer,
)
from qgis.PyQt.QtCore import QSize

URL = sys.argv[1]
ROOT = f"{URL}/ogc/48"

application = QgsApplication([], False)
application.initQgis()
print("QGIS", Qgis.QGIS_VERSION)


def get(path):
    with urllib.request.urlopen(f"{ROOT}{path}") as answer:
        return json.load(answer)


for name in ["communes", "demand", "venues", "gaps"]:
    uri = QgsDataSourceUri()
    uri.setParam("url", ROOT)
    uri.setParam("typename", name)
    uri.setParam("pagingEnabled", "true")
    uri.setParam("pageSize", "40")
    layer = QgsVectorLayer(uri.uri(False), name, "OAPIF")
    assert layer.isValid(), (name, layer.error().message())
    told = get(f"/collections/{name}/items?limit=10000")["features"]
    found = list(layer.getFeatures())
    assert len(found) == len(told), (name, len(found), len(told))
    assert all(feature.geometry().isGeosValid() for feature in found), name
    assert layer.crs().authid() in ("OGC:CRS84", "EPSG:4326"), layer.crs().authid()
    fields = {field.name(): field.typeName() for field in layer.fields()}
    assert set(told[0]["properties"]) <= set(fields), (name, fields)
    box = QgsRectangle(3.4, 44.4, 3.6, 44.6)
    inside = list(layer.getFeatures(QgsFeatureRequest().setFilterRect(box)))
    print(f"  OAPIF {name}: {len(found)} features, {len(inside)} in a box, {len(fields)} fields")

uri = QgsDataSourceUri()
uri.setParam("url", f"{ROOT}?threshold=5")
uri.setParam("typename", "gaps")
found = list(QgsVectorLayer(uri.uri(False), "gaps", "OAPIF").getFeatures())
assert len(found) == get("/collections/gaps/items?threshold=5")["numberMatched"] != get("/collections/gaps/items")["numberMatched"]
print(f"  OAPIF ?threshold=5: {len(found)} gap zones")

layer = QgsVectorLayer(f"/vsicurl/{ROOT}/collections/communes/items.fgb", "communes", "ogr")
assert layer.isValid() and layer.featureCount() == 152, layer.featureCount()
print(f"  FlatGeobuf by ranges: {layer.featureCount()} features")

template = get("/collections/communes/tilejson.json")["tiles"][0]
layer = QgsVectorTileLayer(f"type=xyz&url={template}&zmin=0&zmax=14", "tiles")
assert layer.isValid(), "tiles"
settings = QgsMapSettings()
settings.setLayers([layer])
settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
settings.setExtent(QgsRectangle(320000, 5470000, 460000, 5640000))
settings.setOutputSize(QSize(300, 300))
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
image = job.renderedImage()
colours = {image.pixel(x, y) for x in range(0, 300, 3) for y in range(0, 300, 3)}
assert len(colours) > 2, "the tiles draw nothing"
print(f"  vector tiles: drawn, {len(colours)} colours")
