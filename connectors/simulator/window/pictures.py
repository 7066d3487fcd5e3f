"""Drawn pictures: initials for people, a small scene for every photo. Nothing is fetched."""

from __future__ import annotations

import hashlib
from html import escape

_PEOPLE = ("#7a3e9d", "#0b6b57", "#9a3412", "#1d4ed8", "#a21c55", "#4d5b0c", "#0e6584", "#6b4423")
_SKIES = (("#f7c873", "#e07a5f"), ("#8ecae6", "#d8f0fb"), ("#1d3557", "#5c7fa8"))


def avatar(name: str, ours: bool) -> str:
    """An SVG with the initials of ``name``; the municipality gets a shield."""
    colour = _PEOPLE[_number(name) % len(_PEOPLE)]
    initials = "".join(part[0] for part in name.split()[:: max(1, len(name.split()) - 1)])[:2]
    shape = (
        '<rect width="80" height="80" rx="18" fill="#154273"/>'
        '<path d="M20 18h40v24c0 14-9 20-20 24-11-4-20-10-20-24z" fill="#fff"/>'
        '<path d="M20 36h40v6c0 2 0 3-1 5H21c-1-2-1-3-1-5z" fill="#f4b41a"/>'
        if ours
        else f'<rect width="80" height="80" rx="40" fill="{colour}"/>'
        '<text x="40" y="51" font-family="system-ui,sans-serif" font-size="31" font-weight="600"'
        f' text-anchor="middle" fill="#fff">{escape(initials.upper())}</text>'
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80">{shape}</svg>'


def photo(identity: str, caption: str) -> str:
    """A 4:3 scene that suits ``caption``: the park, the square or a gritter at night."""
    scene = _scene_of(caption, identity)
    top, bottom = _SKIES[scene]
    drawing = (_park(), _square(), _night_road())[scene]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600">'
        '<defs><linearGradient id="sky" x2="0" y2="1">'
        f'<stop stop-color="{top}"/><stop offset="1" stop-color="{bottom}"/>'
        f'</linearGradient></defs><rect width="800" height="600" fill="url(#sky)"/>{drawing}</svg>'
    )


def _scene_of(caption: str, identity: str) -> int:
    for scene, word in enumerate(("park", "plein", "strooi")):
        if word in caption.casefold():
            return scene
    return _number(identity) % len(_SKIES)


def _park() -> str:
    leaves = "".join(
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}"/>'
        for x, y, r, fill in (
            (170, 250, 92, "#c8553d"),
            (250, 210, 80, "#e09f3e"),
            (215, 305, 78, "#a23b2a"),
            (585, 225, 104, "#e0a030"),
            (670, 275, 78, "#bf5a2a"),
            (520, 290, 70, "#d9772f"),
        )
    )
    return (
        '<circle cx="410" cy="170" r="62" fill="#fff3d6"/>'
        '<path d="M0 400c160-60 300-50 420-20s260 30 380-20v240H0z" fill="#6a7b3c"/>'
        '<path d="M330 600c10-90 60-130 90-190h26c10 60 60 100 60 190z" fill="#e8d3a8"/>'
        '<path d="M202 300h22l8 140h-38zM596 290h24l8 150h-40z" fill="#5b3a29"/>'
        f'{leaves}<path d="M120 520h130v12H120zM132 532h10v34h-10zM228 532h10v34h-10z" '
        'fill="#4a2f21"/>'
    )


def _square() -> str:
    windows = "".join(
        f'<rect x="{x}" y="{y}" width="34" height="46" rx="4" fill="#fdf1cf"/>'
        for x in range(250, 560, 60)
        for y in (230, 300)
    )
    wheels = "".join(
        f'<circle cx="{x}" cy="520" r="34" fill="none" stroke="#22313f" stroke-width="7"/>'
        for x in (120, 210, 600, 690)
    )
    return (
        '<path d="M0 430h800v170H0z" fill="#c9b79c"/><path d="M0 470h800v6H0z" fill="#b19c7d"/>'
        '<path d="M220 200h370v230H220z" fill="#b5533c"/>'
        '<path d="M205 200 405 110l200 90z" fill="#7d3426"/>'
        '<circle cx="405" cy="165" r="24" fill="#fff"/>'
        '<path d="M405 150v15h12" stroke="#22313f" stroke-width="4" fill="none"/>'
        f'{windows}<path d="M375 370h60v60h-60z" fill="#4b2a20"/>{wheels}'
        '<path d="m120 520 35-60h45l10 60m-90 0h45l35-60M600 520l35-60h45l10 60m-90 0h45l35-60" '
        'stroke="#d1495b" stroke-width="7" fill="none"/>'
    )


def _night_road() -> str:
    flakes = "".join(
        f'<circle cx="{(i * 137) % 800}" cy="{(i * 89) % 430}" r="{3 + i % 3}" fill="#fff"/>'
        for i in range(46)
    )
    return (
        '<path d="M0 380c200-40 600-40 800 0v220H0z" fill="#dfe8f2"/>'
        '<path d="M0 470h800v90H0z" fill="#3a4656"/>'
        '<path d="M40 512h90v8H40zm180 0h90v8h-90zm360 0h90v8h-90z" fill="#f4f1de"/>'
        '<path d="M300 380h190v100H300z" fill="#f4a51c"/>'
        '<path d="M490 410h70l34 40v30H490z" fill="#e98a15"/>'
        '<path d="M508 420h44l20 28h-64z" fill="#cfe8ff"/>'
        '<path d="M240 440h60v40h-40z" fill="#5b6b7d"/><circle cx="350" cy="484" r="24"/>'
        '<circle cx="540" cy="484" r="24"/><path d="M520 396h18v14h-18z" fill="#ffd166"/>'
        f"{flakes}"
    )


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha1(text.encode(), usedforsecurity=False).digest()[:4])
