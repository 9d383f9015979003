"""The colours of the window, light and dark. No other file names a colour by its number."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme. Contrast is checked by `tests/views/test_theme.py`."""

    is_dark: bool
    window: str  # chrome: menu, rail, bars
    base: str  # content
    alternate: str
    text: str
    secondary: str
    placeholder: str
    edge: str  # of controls, 3:1
    divider: str  # decorative
    highlight: str
    highlight_text: str
    focus: str  # ring, links, accents
    ok: str
    ok_soft: str
    warning: str
    warning_soft: str
    critical: str
    critical_text: str  # on critical
    critical_soft: str
    info: str
    info_soft: str
    waiting: str
    waiting_soft: str
    unknown: str
    unknown_soft: str
    stages: tuple[str, str, str, str]  # the ramp's stops, first to last stage
    stage_texts: tuple[str, str, str, str]
    stage_dark_text: str
    stage_light_text: str
    lanes: tuple[str, str, str, str]  # deployment bars, calmer than the chips in the dark
    reference: str  # charts
    current: str
    challenger: str
    third: str
    people_bar: str  # waiting for people, in the chart of steps
    heat_below: tuple[str, str, str]
    heat_above: tuple[str, str, str]
    selection_share: float  # of the highlight in a list without focus
    scrim_share: float


LIGHT = Tokens(
    is_dark=False,
    window="#F3F4F6",
    base="#FFFFFF",
    alternate="#F8F9FA",
    text="#1B1F24",
    secondary="#57606A",
    placeholder="#656D76",
    edge="#7F8790",
    divider="#D5D9DE",
    highlight="#0B5CAD",
    highlight_text="#FFFFFF",
    focus="#0B5CAD",
    ok="#116242",
    ok_soft="#E1F3EA",
    warning="#956507",
    warning_soft="#FFF3D9",
    critical="#850D0A",
    critical_text="#FFFFFF",
    critical_soft="#FBE9E7",
    info="#0B62DD",
    info_soft="#E2EDFD",
    waiting="#6C0E74",
    waiting_soft="#F5E4F6",
    unknown="#5A626C",
    unknown_soft="#EBEDF0",
    stages=("#D6E6F5", "#A9CDEB", "#6FA8D6", "#0B4A8A"),
    stage_texts=("#1B1F24", "#1B1F24", "#1B1F24", "#FFFFFF"),
    stage_dark_text="#1B1F24",
    stage_light_text="#FFFFFF",
    lanes=("#D6E6F5", "#A9CDEB", "#6FA8D6", "#0B4A8A"),
    reference="#6B737C",
    current="#0072B2",
    challenger="#C24E00",
    third="#00795C",
    people_bar="#95479B",
    heat_below=("#FFFFFF", "#E9F1F7", "#BFD9EA"),
    heat_above=("#F3C56B", "#E08A2C", "#A8410A"),
    selection_share=0.10,
    scrim_share=0.28,
)

DARK = Tokens(
    is_dark=True,
    window="#1F2226",
    base="#16181B",
    alternate="#1A1D20",
    text="#E6E8EB",
    secondary="#A9B1BA",
    placeholder="#9099A3",
    edge="#737C86",
    divider="#33383E",
    highlight="#1D6FBF",
    highlight_text="#FFFFFF",
    focus="#6CB6F5",
    ok="#4FCF9F",
    ok_soft="#143529",
    warning="#F5D16E",
    warning_soft="#3A3012",
    critical="#F85A58",
    critical_text="#101214",
    critical_soft="#3B1B1D",
    info="#B4D6FB",
    info_soft="#1D3148",
    waiting="#CE67EE",
    waiting_soft="#361D3E",
    unknown="#A9B1BA",
    unknown_soft="#2A2E33",
    stages=("#22364A", "#2C5578", "#35709F", "#BFE0FF"),
    stage_texts=("#E6E8EB", "#FFFFFF", "#FFFFFF", "#0E1013"),
    stage_dark_text="#0E1013",
    stage_light_text="#FFFFFF",
    lanes=("#22364A", "#2C5578", "#35709F", "#9CC4E8"),
    reference="#9AA3AD",
    current="#56B4E9",
    challenger="#E69F00",
    third="#3FBF97",
    people_bar="#A85FB8",
    heat_below=("#16181B", "#294152", "#3F708D"),
    heat_above=("#8C6A22", "#C98A2E", "#FFC08A"),
    selection_share=0.26,
    scrim_share=0.47,
)

# For who needs more contrast: words in one strong colour, edges as strong as words, no soft fills.
LIGHT_CONTRAST = replace(
    LIGHT,
    window="#FFFFFF",
    alternate="#FFFFFF",
    text="#000000",
    secondary="#2B3138",
    placeholder="#3D444C",
    edge="#3D444C",
    divider="#7F8790",
    highlight="#083F7A",
    focus="#083F7A",
    ok="#0B4A30",
    ok_soft="#FFFFFF",
    warning="#6B4700",
    warning_soft="#FFFFFF",
    critical="#700A08",
    critical_soft="#FFFFFF",
    info="#0747A6",
    info_soft="#FFFFFF",
    waiting="#570A5D",
    waiting_soft="#FFFFFF",
    unknown="#3D444C",
    unknown_soft="#FFFFFF",
    selection_share=0.16,
)
DARK_CONTRAST = replace(
    DARK,
    window="#000000",
    base="#000000",
    alternate="#000000",
    text="#FFFFFF",
    secondary="#D5DAE0",
    placeholder="#C3C9D0",
    edge="#C3C9D0",
    divider="#8A929B",
    focus="#9CD0FF",
    ok="#6FE3B6",
    ok_soft="#000000",
    warning="#FFE08A",
    warning_soft="#000000",
    critical="#FF8280",
    critical_soft="#000000",
    info="#CFE4FD",
    info_soft="#000000",
    waiting="#E3A0F7",
    waiting_soft="#000000",
    unknown="#D5DAE0",
    unknown_soft="#000000",
    selection_share=0.40,
)
