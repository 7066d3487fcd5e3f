"""The addresses of the control API."""

from __future__ import annotations

from starlette.routing import Route

from connectors.simulator.control import deliveries, metaonly, posts, private, switches, xonly
from connectors.simulator.control.serving import control

_POST = "/posts/{platform}/{id}"
_DIRECT = "/directs/{platform}/{id}"
routes = [
    Route("/municipality", control(switches.credentials)),
    Route("/reset", control(switches.reset), methods=["POST"]),
    Route("/posts", control(posts.create, 201), methods=["POST"]),
    Route("/bulk", control(posts.bulk, 201), methods=["POST"]),
    Route("/posts/{platform}", control(posts.thread)),
    Route(_POST, control(posts.change), methods=["PATCH"]),
    Route(_POST, control(posts.delete), methods=["DELETE"]),
    Route("/outbox", control(posts.outbox)),
    Route("/restrained", control(switches.restrained)),
    Route("/faults", control(switches.list_faults)),
    Route("/faults", control(switches.add_fault, 201), methods=["POST"]),
    Route("/faults", control(switches.clear_faults), methods=["DELETE"]),
    Route("/settings", control(switches.settings)),
    Route("/settings", control(switches.change_settings), methods=["POST"]),
    Route("/tokens/expire", control(switches.expire_tokens), methods=["POST"]),
    Route("/tokens/restore", control(switches.restore_tokens), methods=["POST"]),
    Route("/accounts/delete", control(switches.delete_account), methods=["POST"]),
    Route("/clock", control(deliveries.show_clock)),
    Route("/clock", control(deliveries.advance), methods=["POST"]),
    Route("/media", control(deliveries.add_media, 201), methods=["POST"]),
    Route("/webhooks", control(deliveries.show)),
    Route("/webhooks/behaviour", control(deliveries.behave), methods=["POST"]),
    Route("/webhooks/replay", control(deliveries.replay), methods=["POST"]),
    Route("/x/chat", control(xonly.chat, 201), methods=["POST"]),
    Route("/x/close", control(xonly.close), methods=["POST"]),
    Route("/x/protect", control(xonly.protect), methods=["POST"]),
    Route("/x/callbacks", control(xonly.callbacks), methods=["POST"]),
    Route("/x/crc", control(xonly.crc), methods=["POST"]),
    Route("/x/state", control(xonly.state)),
    Route("/credits", control(xonly.bill)),
    Route("/credits", control(xonly.set_bill), methods=["POST"]),
    Route("/directs", control(private.create, 201), methods=["POST"]),
    Route("/directs/bulk", control(private.bulk, 201), methods=["POST"]),
    Route("/directs/{platform}", control(private.thread)),
    Route(_DIRECT, control(private.change), methods=["PATCH"]),
    Route(_DIRECT, control(private.delete), methods=["DELETE"]),
    Route("/reads", control(private.read), methods=["POST"]),
    Route("/postbacks", control(private.press, 201), methods=["POST"]),
    Route("/blocks", control(private.block), methods=["POST"]),
    Route("/reactions", control(metaonly.react), methods=["POST"]),
    Route("/hidden/{platform}/{id}", control(metaonly.hide), methods=["PATCH"]),
    Route("/ratings", control(metaonly.rate, 201), methods=["POST"]),
    Route("/mentions", control(metaonly.mention, 201), methods=["POST"]),
    Route("/photos", control(metaonly.place, 201), methods=["POST"]),
    Route("/ad-comments", control(metaonly.comment_on_ad, 201), methods=["POST"]),
    Route("/stories", control(metaonly.story, 201), methods=["POST"]),
    Route("/shares", control(metaonly.share, 201), methods=["POST"]),
    Route("/subscriptions", control(metaonly.subscriptions)),
    Route("/subscriptions", control(metaonly.unsubscribe), methods=["DELETE"]),
    Route("/stream", control(switches.show_stream)),
    Route("/stream", control(switches.stream), methods=["POST"]),
]
