"""Colour arithmetic without Qt: contrast (WCAG 2.2), mixing, and the ramp of the stages (OKLab)."""

from __future__ import annotations

from functools import lru_cache

from app.views.tokens import Tokens

Triple = tuple[float, float, float]
_READABLE = 4.5  # WCAG 2.2, 1.4.3


def _channels(color: str) -> Triple:
    return (int(color[1:3], 16) / 255, int(color[3:5], 16) / 255, int(color[5:7], 16) / 255)


def _hex(channels: Triple) -> str:
    return "#" + "".join(f"{round(min(1.0, max(0.0, c)) * 255):02X}" for c in channels)


def _linear(c: float) -> float:
    return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4


def _gamma(c: float) -> float:
    return 12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055


def luminance(color: str) -> float:
    red, green, blue = (_linear(c) for c in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=256)
def mix(color: str, background: str, share: float) -> str:
    """`color` laid over `background` with the opacity `share`."""
    over, under = _channels(color), _channels(background)
    red, green, blue = (o * share + u * (1 - share) for o, u in zip(over, under, strict=True))
    return _hex((red, green, blue))


def _to_oklab(color: str) -> Triple:
    """Source: B. Ottosson, A perceptual color space for image processing (2020)."""
    r, g, b = (_linear(c) for c in _channels(color))
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _from_oklab(lab: Triple) -> str:
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return _hex(
        (
            _gamma(max(0.0, 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short)),
            _gamma(max(0.0, -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short)),
            _gamma(max(0.0, -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short)),
        )
    )


def ramp_color(stops: tuple[str, ...], level: float) -> str:
    """The colour at `level` (0 first stop, 1 last), interpolated in OKLab."""
    place = min(1.0, max(0.0, level)) * (len(stops) - 1)
    index = min(int(place), len(stops) - 2)
    share = place - index
    if share < 1e-9:
        return stops[index]
    if share > 1 - 1e-9:
        return stops[index + 1]
    one, other = _to_oklab(stops[index]), _to_oklab(stops[index + 1])
    first, second, third = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return _from_oklab((first, second, third))


def stage_colors(tokens: Tokens, level: float) -> tuple[str, str]:
    """Fill and text of a stage; `level` is its place on the path, 0 (first) to 1 (last)."""
    fill = ramp_color(tokens.stages, level)
    if fill in tokens.stages:
        return fill, tokens.stage_texts[tokens.stages.index(fill)]
    # Between the stops there is a band where neither text is readable: leave it towards the end.
    text = readable_on(fill, tokens)
    while contrast(text, fill) < _READABLE:
        fill = mix(tokens.stages[-1], fill, 0.1)
        text = readable_on(fill, tokens)
    return fill, text


def readable_on(fill: str, tokens: Tokens) -> str:
    """The dark or the light text of the theme, whichever reads better on `fill`."""
    candidates = (tokens.stage_dark_text, tokens.stage_light_text)
    return max(candidates, key=lambda text: contrast(text, fill))
