"""Write the venues that ship, in the national schema v1.0.2, from the facts in venues.toml."""

import tomllib
import unicodedata
from pathlib import Path

import shapely

from communes import distance_m
from tables import write_csv

HEADER = (
    "id,pivot,nom,commune,code_postal,code_insee,adresse,complement_adresse,latitude,longitude,typologie,"
    "telephone,courriels,site_web,horaires,presentation_resume,presentation_detail,source,itinerance,"
    "structure_parente,date_maj,services,publics_specifiquement_adresses,prise_en_charge_specifique,"
    "frais_a_charge,dispositif_programmes_nationaux,formations_labels,autres_formations_labels,"
    "modalites_acces,modalites_accompagnement,fiche_acces_libre,prise_rdv"
).split(",")
UNKNOWN_PIVOT = "00000000000000"
COPIED = (
    "source",
    "typologie",
    "dispositif_programmes_nationaux",
    "services",
    "complement_adresse",
    "presentation_resume",
    "presentation_detail",
    "autres_formations_labels",
    "structure_parente",
)


def write_all(folder, communes, etalab):
    """One CSV per table of venues.toml; returns for the report the rows and where each point is."""
    lists = tomllib.loads(Path(__file__).with_name("venues.toml").read_text("utf-8"))
    by_code = {c.code: c for c in communes}
    report = {}
    for name, facts in lists.items():
        rows = [_row(facts, venue, by_code[venue["code"]], etalab) for venue in facts["venues"]]
        write_csv(folder / f"{name}.csv", HEADER, [[r.get(k, "") for k in HEADER] for r in rows])
        outside = [r["id"] for r in rows if not _inside(r, by_code[r["code_insee"]])]
        report[name] = {"rows": len(rows), "outside_their_commune": outside}
    return report


def _row(facts, venue, commune, etalab):
    place = venue.get("place", commune.name)
    row = {key: value for key, value in {**facts, **venue}.items() if key in COPIED}
    row |= {
        "id": f"{facts['id_prefix']}-{commune.code}",
        "pivot": UNKNOWN_PIVOT,
        "nom": facts["nom"].format(de=_of(place), place=place),
        "commune": commune.name,
        "code_postal": _postcode(venue, etalab.communes[commune.code]["codesPostaux"]),
        "code_insee": commune.code,
        "adresse": facts["adresse"].format(commune=commune.name),
        "date_maj": facts["date_maj"].isoformat(),
    }
    if "lat" in venue:
        return row | {"latitude": venue["lat"], "longitude": venue["lon"]}
    # The texts in venues.toml say "town hall": they must stay true.
    assert commune.point_precision == "town_hall", f"{commune.code} has no town hall"
    return row | {"latitude": f"{commune.lat:.6f}", "longitude": f"{commune.lon:.6f}"}


def _of(place):
    """`de ` or `d'`, as French wants before the name of a place."""
    first = unicodedata.normalize("NFD", place)[0].lower()
    return "d'" if first in "aeiouy" else "de "


def _postcode(venue, postcodes):
    if "code_postal" in venue:
        assert venue["code_postal"] in postcodes, venue
        return venue["code_postal"]
    assert len(postcodes) == 1, f"{venue['code']}: say which postcode, of {postcodes}"
    return postcodes[0]


def _inside(row, commune):
    point = shapely.Point(float(row["longitude"]), float(row["latitude"]))
    return distance_m(commune.geometry, point) == 0
