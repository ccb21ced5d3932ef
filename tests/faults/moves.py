"""What people do beside asking and answering: who may see it, who answers, what touches no figure, what leaves."""

from __future__ import annotations

from tests.faults import town
from tests.faults.gestures import chosen, has_button, text
from tests.faults.traffic import Scene, from_more
from tests.faults.wire import Json


def restrict(scene: Scene) -> None:
    """Change who may see a promise: it moves into a private channel, or out of it. Its receipt is a direct message."""
    view = from_more(scene, "promise.visibility", own=True)
    element = next(block["element"] for block in view["blocks"] if block.get("block_id") == "visibility")
    wished = "open" if element["initial_option"]["value"] != "open" else "restricted"
    option = next(one for one in element["options"] if one["value"] == wished)
    scene.hands.send({"visibility": chosen(element["type"], option)}, scene.twice())


def phone(scene: Scene) -> None:
    """Note that somebody agreed by phone; they get a button. Its receipt is a private word."""
    from_more(scene, "promise.phone", own=True)
    colleague = {"value": {"type": "users_select", "selected_user": scene.rng.choice(town.OPERATIONS)}}
    scene.hands.send({"colleague": colleague}, scene.twice())


def sign_phoned(scene: Scene) -> None:
    """Sign by the button that came as a direct message; perhaps twice at once."""
    found = [one for one in scene.world.receipts.direct(scene.hands.user) if has_button(one, "promise.agree_phoned")]
    if found:
        scene.hands.press(scene.rng.choice(found[-3:]), "promise.agree_phoned", scene.twice())


def edit(scene: Scene) -> None:
    """Give a promise another title; its title is the token."""
    token = scene.token()
    from_more(scene, "promise.edit", own=True)
    scene.note(token, scene.hands.send({"title": text(f"after the visit {token}")}, scene.twice()), "PromiseEdited")


def restate(scene: Scene) -> None:
    """Add a condition to all figures."""
    token = scene.token()
    from_more(scene, "promise.restate", own=True)
    values = {"conditions": text("forecast within ±10 %"), "reason": text(f"the client insists {token}")}
    scene.note(token, scene.hands.send(values, scene.twice()), "PromiseRestated")


def reassign(scene: Scene) -> None:
    """Let another area answer."""
    token = scene.token()
    view = from_more(scene, "promise.reassign")
    areas = {name: _one_of(scene, view, name) for name in ("area", "to")}
    values = {**areas, "reason": text(f"they plan it now {token}")}
    scene.note(token, scene.hands.send(values, scene.twice()), "SlotReassigned")


def move_out(scene: Scene) -> None:
    """Ask whether a figure holds alone."""
    token = scene.token()
    view = from_more(scene, "promise.move", own=True)
    values = {"terms": _one_of(scene, view, "terms"), "reason": text(f"it can be told sooner {token}")}
    scene.note(token, scene.hands.send(values, scene.twice()), "MoveProposed")


def confirm_move(scene: Scene) -> None:
    """Say that it does, by the button of the question; the last area's word opens a promise of its own."""
    message = scene.thread("promise.confirm_move").with_button("promise.confirm_move", scene.rng)
    scene.hands.press(message, "promise.confirm_move", scene.twice())


def _one_of(scene: Scene, view: Json, block_id: str) -> Json:
    element = next(block["element"] for block in view["blocks"] if block.get("block_id") == block_id)
    return chosen(element["type"], scene.rng.choice(element["options"]))
