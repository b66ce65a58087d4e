"""The bounds of a level. Files come from strangers, so every size is bounded before anything is built.

Whoever meets a bound is told the bound and the value. Units: bytes, ticks, dollars, or a plain count.
"""

from __future__ import annotations

from scalegame.engine import bounds
from scalegame.engine.units import WHOLE

# The file itself.
MAX_BYTES = 1024 * 1024
MAX_NESTING = 32
MAX_VALUES = 100_000
MAX_NUMBER_LENGTH = 40
#: Numbers reach at most 10 to this power; none in a level is near it.
MAX_MAGNITUDE = 18
#: A file can be wrong in ten thousand places; nobody reads more than this.
MAX_PROBLEMS = 50

#: The longest chain of levels that extend one another.
MAX_BASES = 8

# Packs. Two of the lengths of names make one of a level in a pack, which runs must be able to hold.
MAX_PACK_BYTES = 8 * 1024 * 1024
MAX_UNPACKED = 16 * 1024 * 1024
MAX_PACK_FILES = 500
MAX_PACK_LEVELS = 100
MAX_PACK_ID = 32
MAX_AUTHORS = 20

# Texts.
MAX_NAME = 12
MAX_LABEL = 40
MAX_TITLE = 60
MAX_LINE = 200
MAX_PARAGRAPH = 1_200
MAX_PARAGRAPHS = 12
MAX_QUIZ = 10
# The picture of a debrief, in lines and cells.
MAX_PICTURE = 10
MAX_PICTURE_WIDTH = 70
MAX_CHOICES = 6

# The traffic.
MAX_TICKS = 7_200
MAX_WAVES = 20
MAX_POINTS = 200
MAX_INCIDENTS = 50
MAX_SOURCES = 16
MAX_ADDRESSES = 1_000_000
MAX_SHARE = 1_000_000
MAX_RATE = 10_000
MAX_VISITORS = 200_000
MAX_REQUESTS_A_VISIT = 1_000
MAX_REQUESTS = 10_000_000
MAX_SPIKE = 100
MAX_OCTET = 254
#: The hosts of a /24 network: 256 without its own address and that of all.
MAX_HOSTS = 254
MAX_RETRIES = 10
MAX_RETRY_AFTER = 60
MAX_CRASHES = 100

#: The bounds of traffic and incidents that a player orders during the game.
MAX_ORDERED_RATE = bounds.MOST_VISITORS
MAX_ORDERED_VISITORS = bounds.MOST_EXTRA
MAX_ORDERED_TICKS = bounds.MOST_TICKS
MAX_ORDERED_PER_MILLE = bounds.MOST_TIMES * WHOLE

# The service.
MAX_SERVERS = bounds.MOST_SERVERS
MAX_SERVER_TYPES = 16
MAX_CAPACITY = 1_000_000
MIN_CAPACITY = 100
MAX_QUEUE = 100_000
MAX_MEMORY = 10_000_000
MAX_DURATION = 3_600
MAX_RING_POINTS = 1_000
MAX_CHECKS = 100
MAX_WORK = 100_000
MAX_ZONES = 8
MAX_CONNECTIONS = 100_000
MAX_REPLICAS = 16
MAX_OPERATIONS = 1_000
#: The bounds of settings during the game: requests a tick, milliseconds, ticks.
MAX_SETTING = bounds.MOST_OF_A_SETTING
MAX_MILLISECONDS = 600_000

# Money, plans, seeds.
MAX_DOLLARS = 1_000_000
MAX_LIVES = 10_000_000
MAX_COMMANDS = 1_000
MAX_PLANS = 20
MAX_NUMBER = 10_000
MAX_SEED = 2**63 - 1
#: The highest number of an interview.
MAX_INTERVIEW = 999_999_999
