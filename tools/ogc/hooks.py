"""What a schema cannot say of valid values, for schemathesis: it keeps what it makes within."""

import re

import schemathesis

TIME = r"(1[89]|20|21)\d\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])(T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d))?"


# Which venues there are, and where they may stand, no schema says.
SCENARIO = {
    "close": "fs-2021-48198",
    "move": "3.5,44.5,fs-2021-48092",
    "schedule": "fs-2021-48140|Mo-Fr 09:00-12:00",
    "open": "3.5,44.6,Relais",
}


def is_time(text):
    moment = rf"({TIME})"
    return isinstance(text, str) and re.fullmatch(moment, text, re.ASCII) is not None and text >= "1900"


def is_number(value):
    try:
        return not isinstance(value, bool) and float(value) is not None
    except (TypeError, ValueError):
        return False


@schemathesis.hook
def map_query(context, query):
    if not query:
        return query
    box = query.get("bbox")
    numbers = box.split(",") if isinstance(box, str) else box
    # What is no box stays none: it is to be refused.
    if isinstance(numbers, list) and len(numbers) in (4, 6) and all(is_number(n) for n in numbers):
        # Corners in order, the lower left one first. They come as a list, or as it is written.
        numbers = [float(n) for n in numbers]
        half = len(numbers) // 2
        pairs = [sorted(pair) for pair in zip(numbers[:half], numbers[half:])]
        numbers = [low for low, _ in pairs] + [high for _, high in pairs]
        query["bbox"] = ",".join(map(str, numbers)) if isinstance(box, str) else numbers
    if isinstance(query.get("datetime"), str) and not is_time(query["datetime"]):
        query["datetime"] = "2026-11-22"
    if isinstance(query.get("bands"), str):
        query["bands"] = "10,20"
    for name, change in SCENARIO.items():
        if name in query:
            query[name] = change
    if "service" in query:
        query["service"] = "médiation"
    for name in ("threshold", "detour", "speed", "buffer_km"):
        # Numbers are plain decimals: no exponent.
        if type(query.get(name)) is float:
            query[name] = round(query[name], 3)
    if query.get("model") == "road":
        # Of this service, which is started without roads, the document of /api says nothing.
        query["model"] = "crow-fly"
    return query
