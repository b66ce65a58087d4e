"""The companies that ask: what their people do, how many they are, and what has to be remembered for them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Does:
    """The requests that people make after the log-in, by weight."""

    browse: int = 0
    cart: int = 0
    upload: int = 0
    avatar: int = 0
    checkout: int = 0

    @property
    def weights(self) -> dict[str, int]:
        """The weights that are not 0, as a level file names them."""
        listed = {
            "browse": self.browse,
            "cart": self.cart,
            "upload": self.upload,
            "avatar": self.avatar,
            "checkout": self.checkout,
        }
        return {kind: weight for kind, weight in listed.items() if weight}


@dataclass(frozen=True, slots=True)
class Company:
    """A company: ``name`` with its article, ``people`` what they do there, in a sentence.

    ``think`` is the mean pause between two requests in ticks, ``requests`` the least and most of a visit. ``office``
    names a place from which some of them come behind one address, ``office_share`` how many of ten.
    """

    name: str
    people: str
    does: Does
    requests: tuple[int, int] = (6, 10)
    think: int = 4
    addresses: int = 3000
    office: str = ""
    office_share: int = 0

    @property
    def orders(self) -> bool:
        """Whether something is written that must outlive everything."""
        return self.does.checkout > 0

    @property
    def pictures(self) -> bool:
        """Whether files are uploaded."""
        return self.does.upload > 0


COMPANIES = (
    Company(
        "a shop",
        "People log in, fill carts, place orders, upload pictures of themselves.",
        Does(browse=4, cart=2, upload=1, avatar=2, checkout=4),
    ),
    Company(
        "a photo community",
        "People log in, upload their pictures and look at those that they uploaded. Nothing is for sale.",
        Does(browse=4, upload=2, avatar=4),
        requests=(8, 12),
        think=3,
    ),
    Company(
        "a ticket seller",
        "People log in, choose seats and pay for them. There are no pictures, only prices.",
        Does(browse=5, cart=3, checkout=4),
        requests=(5, 9),
        think=3,
    ),
    Company(
        "a news site with comments",
        "People log in, read, and comment under a picture of themselves. Nobody pays; that is another interview.",
        Does(browse=8, upload=1, avatar=3),
        requests=(7, 13),
        think=5,
    ),
    Company(
        "a game with a leaderboard",
        "People log in, play, wear a picture of themselves and buy hats for their heroes. A hat is an order.",
        Does(browse=6, upload=1, avatar=3, checkout=3),
        requests=(8, 14),
        think=3,
    ),
    Company(
        "a pizza delivery",
        "People log in, fill carts and order. Nobody uploads a pizza.",
        Does(browse=3, cart=4, checkout=3),
        requests=(5, 8),
        think=4,
        office="office",
        office_share=2,
    ),
    Company(
        "a flea market",
        "People log in, upload pictures of what they sell, look at them again and buy.",
        Does(browse=5, upload=2, avatar=4, checkout=3),
        requests=(7, 11),
        think=4,
    ),
    Company(
        "a school's homework site",
        "Pupils log in, read, and hand in photographs of their homework. A part of them sits in the school, behind one "
        "address.",
        Does(browse=6, upload=2, avatar=2),
        requests=(6, 10),
        think=5,
        office="school",
        office_share=3,
    ),
    Company(
        "the crossword of the day",
        "People log in and solve. What they have filled in belongs to their session.",
        Does(browse=6, cart=4),
        requests=(10, 16),
        think=3,
    ),
    Company(
        "a swimming pool's online till",
        "People log in, look at the water's temperature and buy a ticket.",
        Does(browse=6, checkout=4),
        requests=(4, 8),
        think=4,
    ),
)
