"""Files: the pictures that people upload and look at.

Rules

* A server puts an upload on its local disk, or into object storage when it is connected to that: one operation. A new
  upload replaces the visitor's old picture, wherever that was.
* Looking at a picture asks the place that the server uses, and no other: ``file_missing`` if it is not there.
  In object storage that is one operation, found or not.
* Disks survive crashes, restarts and deploys, and outlast the visits of those who filled them. Removing a server throws
  its disk away; connecting it to object storage copies everything there.
* Whoever is asked "who are you?" touches no file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.scenario import FilePlace, Kind, StoreName
from scalegame.engine.view import FailureCause
from tests.reference.people import Picture
from tests.reference.servers import Server
from tests.reference.stores import Store, use_store

if TYPE_CHECKING:
    from tests.reference.requests import Request
    from tests.reference.service import Service


def ask_object_storage(service: Service, requests: list[Request]) -> None:
    """Reach for the files that lie in object storage."""
    wanted = [
        (request, 1)
        for request in requests
        if request.served and request.kind in (Kind.UPLOAD, Kind.AVATAR) and uses_objects(request.server)
    ]
    use_store(service, StoreName.OBJECT_STORAGE, wanted)


def touch_files(service: Service, requests: list[Request]) -> None:
    """Look at pictures, and put uploads where they belong."""
    served = [request for request in requests if request.served]
    looks = [request for request in served if request.kind is Kind.AVATAR]
    service.fail([request for request in looks if not finds_picture(service, request)], FailureCause.FILE_MISSING)
    for request in served:
        if request.kind is Kind.UPLOAD:
            upload(service, request)


def finds_picture(service: Service, request: Request) -> bool:
    """Tell whether the visitor's picture is where the server looks for it."""
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


def uses_objects(server: Server) -> bool:
    """Tell whether a server keeps files in object storage."""
    return server.wiring.files is FilePlace.OBJECT_STORAGE


def place_for(service: Service, server: Server) -> Server | Store:
    """Return where a server puts files and looks for them."""
    return service.stores[StoreName.OBJECT_STORAGE] if uses_objects(server) else server


def copy_disk(service: Service, server: Server) -> None:
    """Move everything on a server's disk to object storage."""
    objects = service.stores[StoreName.OBJECT_STORAGE]
    for picture in server.pictures:
        picture.place = objects
    objects.pictures.extend(server.pictures)
    server.pictures.clear()


def throw_disk_away(server: Server) -> None:
    """Lose everything on a server's disk; nobody notices before they look for it."""
    for picture in server.pictures:
        picture.place = None
    server.pictures.clear()
