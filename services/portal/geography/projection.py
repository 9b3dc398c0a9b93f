"""From latitude and longitude to a point of the map: Lambert's azimuthal equal-area projection, so that no country
looks larger than it is. Hawaii is drawn nearer to the continent, or the map were a fifth wider."""

from __future__ import annotations

from math import cos, radians, sin, sqrt

CENTER_LATITUDE, CENTER_LONGITUDE = radians(8), radians(-84)
SCALE = 268.0  # units of the drawing for the earth's radius
LEFT, TOP = 214.0, 328.0  # of the center
WIDTH, HEIGHT = 446, 620
HAWAII_WEST, HAWAII_NORTH, HAWAII_NEARER = -150.0, 30.0, 98.0  # degrees, degrees, units


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """x to the right and y down, in units of the drawing."""
    lat, turn = radians(latitude), radians(longitude) - CENTER_LONGITUDE
    nearness = 1 + sin(CENTER_LATITUDE) * sin(lat) + cos(CENTER_LATITUDE) * cos(lat) * cos(turn)
    stretch = SCALE * sqrt(2 / nearness)
    x = cos(lat) * sin(turn)
    y = cos(CENTER_LATITUDE) * sin(lat) - sin(CENTER_LATITUDE) * cos(lat) * cos(turn)
    nearer = HAWAII_NEARER if longitude < HAWAII_WEST and latitude < HAWAII_NORTH else 0.0
    return round(LEFT + nearer + stretch * x, 1), round(TOP - stretch * y, 1)
