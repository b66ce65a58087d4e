"""Client addresses: which IPv4 address, as a number, somebody comes from.

Rules

* Every source has /24 networks of its own, after those of the sources before it: one for each of its addresses, or as
  many as it says.
* Address number i lies in network i mod their number. It ends in what the source says, or in 1 to 254: where every
  address has a network of its own they are spread (1 + 97 × i mod 254), otherwise neighbours follow each other.
* A whale comes from one more address that nobody else has: the first of the network after all of these.
"""

from __future__ import annotations

from scalegame.engine.scenario import Scenario, Source

NETWORK = 256
HOSTS = 254
SPREAD = 97


def networks_of(source: Source) -> int:
    """Return how many networks a source has."""
    return source.networks or source.addresses


def address_of(scenario: Scenario, origin: int, number: int) -> int:
    """Return address ``number`` of the source with the number ``origin``."""
    source = scenario.sources[origin]
    before = sum(networks_of(other) for other in scenario.sources[:origin])
    networks = networks_of(source)
    place = SPREAD * number if networks == source.addresses else number // networks
    octet = source.last_octet or 1 + place % HOSTS
    return (before + number % networks) * NETWORK + octet


def whale_of(scenario: Scenario) -> int:
    """Return the address that a whale's people share."""
    return sum(networks_of(source) for source in scenario.sources) * NETWORK + 1
