"""The cases, one module per area; each has `build(kit)`."""

from . import attacks, certificates, changes, formats, hostile, integrity, revocation, several, structure, times

ALL = [formats, integrity, certificates, revocation, times, attacks, changes, several, structure, hostile]
