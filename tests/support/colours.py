"""How colours look to people who do not see all of them: a standard simulation, and how far two colours lie apart.

Source: Machado, Oliveira and Fernandes (2009), matrices for complete loss of one kind of cone; CIE 1976 L*a*b*.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

Vector = tuple[float, float, float]

SIGHT: Mapping[str, tuple[Vector, Vector, Vector]] = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red cones": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green cones": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue cones": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(colour: str) -> Vector:
    """The light of a colour such as #12436D, between 0 and 1 for red, green and blue."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return (_linear(red), _linear(green), _linear(blue))


def contrast(colour: str) -> float:
    """The contrast with white (WCAG 2.2, 1.4.11 asks for 3 or more)."""
    red, green, blue = linear(colour)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def nearest_pair(colours: Sequence[str], sight: str) -> float:
    """How far apart, in L*a*b*, the two most alike of the colours lie to somebody of this sight."""
    seen = [_lab(_through(linear(colour), SIGHT[sight])) for colour in colours]
    return min(math.dist(one, other) for one, other in itertools.combinations(seen, 2))


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else math.pow((part + 0.055) / 1.055, 2.4)


def _through(light: Vector, matrix: tuple[Vector, Vector, Vector]) -> Vector:
    red, green, blue = (
        min(1.0, max(0.0, sum(factor * part for factor, part in zip(row, light, strict=True)))) for row in matrix
    )
    return (red, green, blue)


def _lab(light: Vector) -> Vector:
    red, green, blue = light
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return (116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz))
