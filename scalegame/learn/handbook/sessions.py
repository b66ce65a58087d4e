"""The cards of where sessions and files can lie without a store of their own: memory, cookie, disk, a row."""

from __future__ import annotations

from scalegame.engine.scenario import FilePlace, IncidentKind, OrderPlace, SessionPlace
from scalegame.learn.handbook import numbers
from scalegame.learn.handbook.card import Card, Shelf

SESSIONS: tuple[Card, ...] = (
    Card(
        id="server_memory",
        shelf=Shelf.SESSIONS,
        title="In the server's memory",
        does="Who you are is known to the process that logged you in: quick, free, and nobody else knows it.",
        use="A single server, a first try; or a copy of what is safe elsewhere, which makes it a cache.",
        price="It is paid in balance, elasticity and calm deploys",
        figures=numbers.memory,
        fails="A crash, restart, deploy or removal logs out everyone it knew, and any other server asks: who are you? "
        "An order kept here is lost after the thank-you.",
        ask="What becomes of the people who are logged in when you deploy?",
        answer="They are logged out, unless the server is drained first or keeps nothing of its own. So move the state "
        "out; then the server may forget.",
        related=("server", "sticky_cookie", "redis", "signed_cookie", "rollout"),
        about=(SessionPlace.SERVER_MEMORY, OrderPlace.SERVER_MEMORY),
    ),
    Card(
        id="signed_cookie",
        shelf=Shelf.SESSIONS,
        title="In a signed cookie",
        does="The session travels with its owner: the browser keeps it, any server with the key checks the seal. "
        "Nothing lies on your side.",
        use="Small sessions, many servers, no store to look after. JWT is a common form of it.",
        figures=numbers.cookie,
        fails="Too large, and browsers drop it. It cannot be taken back: a banned person stays in until it expires. "
        "Signed is not encrypted: whoever holds it can read it.",
        ask="How do you log out somebody whose session is a signed cookie?",
        answer="Let it expire soon, or ask a list of revoked sessions at every request. Such a list is a store again.",
        related=("server", "redis", "server_memory", "where_state_lives"),
        about=(SessionPlace.SIGNED_COOKIE, IncidentKind.BAN),
    ),
    Card(
        id="local_disk",
        shelf=Shelf.SESSIONS,
        title="Files on a server's disk",
        does="An upload is saved on the disk of the server that took it.",
        use="Scratch files, and copies that can be fetched again.",
        price="Nothing to buy, which is why it happens so often",
        fails="Every other server says: not found. When the server goes for good, so do the files.",
        ask="A picture is there every second time. What do you suspect?",
        answer="Two servers, each with a disk of its own. Uploads belong where every server finds them.",
        related=("object_storage", "sql_blob", "cdn", "pet"),
        about=(FilePlace.LOCAL_DISK,),
    ),
    Card(
        id="sql_blob",
        shelf=Shelf.SESSIONS,
        title="Files in rows of the database",
        does="The picture is a value in a table, beside the row it belongs to.",
        use="Few and small files that must change together with a row, such as a signed contract.",
        figures=numbers.blob,
        fails="Pictures and orders compete for the same few operations, and every backup carries all pictures.",
        ask="Avatars in the database: yes or no?",
        answer="No. It works until pictures are the load. The row keeps the name, object storage the file.",
        related=("object_storage", "sql", "local_disk"),
        about=(FilePlace.SQL_BLOB,),
    ),
)
