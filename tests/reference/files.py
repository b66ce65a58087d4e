"""Files: the pictures that people upload and look at.

Rules

* A server puts an upload on its local disk, or into object storage (one operation) or a row of the database (several)
  when it is connected to that. A new upload replaces the visitor's old picture, wherever that was.
* Looking at a picture asks the place that the server uses, and no other: ``file_missing`` if it is not there.
  It costs the same operations, found or not. While the CDN is up it keeps what was found.
* Disks survive crashes, restarts and deploys, and outlast the visits of those who filled them. Removing a server throws
  its disk away; connecting it to another place for files copies everything there.
* Whoever is asked "who are you?" touches no file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.scenario import FilePlace, Kind, StoreName
from scalegame.engine.view import FailureCause
from tests.reference.edge import cdn_works
from tests.reference.people import Picture
from tests.reference.servers import Server
from tests.reference.stores import Store, Wish, use_store

if TYPE_CHECKING:
    from tests.reference.requests import Request
    from tests.reference.service import Service

KEPT_BY = {FilePlace.OBJECT_STORAGE: StoreName.OBJECT_STORAGE, FilePlace.SQL_BLOB: StoreName.SQL}


def ask_object_storage(service: Service, requests: list[Request]) -> None:
    """Reach for the files that lie in object storage."""
    wishes = [wish_for(request, 1) for request in requests if touches(request, FilePlace.OBJECT_STORAGE)]
    use_store(service, StoreName.OBJECT_STORAGE, wishes)


def touches(request: Request, place: FilePlace) -> bool:
    """Return whether a request puts a file there, or looks for one."""
    return request.served and request.kind in (Kind.UPLOAD, Kind.AVATAR) and request.server.wiring.files is place


def wish_for(request: Request, operations: int) -> Wish:
    """Return what a picture asks of a store: to be written, or to be read."""
    if request.kind is Kind.UPLOAD:
        return Wish(request, 0, operations)
    return Wish(request, operations, 0)


def touch_files(service: Service, requests: list[Request]) -> None:
    """Look at pictures, and put uploads where they belong."""
    served = [request for request in requests if request.served]
    looks = [request for request in served if request.kind is Kind.AVATAR]
    service.fail([request for request in looks if not finds_picture(service, request)], FailureCause.FILE_MISSING)
    for request in served:
        picture = request.visitor.picture
        if request.kind is Kind.UPLOAD:
            upload(service, request)
        elif request.kind is Kind.AVATAR and not request.failed and picture is not None:
            picture.cached = picture.cached or cdn_works(service)


def finds_picture(service: Service, request: Request) -> bool:
    """Return whether the visitor's picture is where the server looks for it."""
    picture = request.visitor.picture
    return picture is not None and picture.place is place_for(service, request.server)


def upload(service: Service, request: Request) -> None:
    """Keep a visitor's new picture instead of the old one."""
    old = request.visitor.picture
    if old is not None and old.place is not None:
        old.place.pictures.remove(old)
    place = place_for(service, request.server)
    request.visitor.picture = Picture(place)
    place.pictures.append(request.visitor.picture)


def place_for(service: Service, server: Server) -> Server | Store:
    """Return where a server puts files and looks for them."""
    name = KEPT_BY.get(server.wiring.files)
    return server if name is None else service.stores[name]


def copy_disk(server: Server, store: Store) -> None:
    """Move everything on a server's disk to a store."""
    for picture in server.pictures:
        picture.place = store
    store.pictures.extend(server.pictures)
    server.pictures.clear()
