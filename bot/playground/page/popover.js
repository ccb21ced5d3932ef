// Menus, pickers and small dialogs that float beside an anchor: one at a time, Esc and a click outside close them.
import { focusables, h, trapTab } from "./dom.js";

let open = null;

/** Closes what floats; the focus goes back to its anchor unless it moved elsewhere on purpose. */
export function closePopover(refocus = true) {
  if (!open) return;
  const { node, anchor, ignore } = open;
  open = null;
  document.removeEventListener("pointerdown", ignore, true);
  window.removeEventListener("resize", closeQuietly);
  const had = node.contains(document.activeElement);
  node.remove();
  anchor.setAttribute("aria-expanded", "false");
  if (refocus && had && anchor.isConnected) anchor.focus({ preventScroll: true });
}

const closeQuietly = () => closePopover(false);

/** Shows `content` beside `anchor` as role `role`; a second call with the same anchor closes it. Returns the node. */
export function popover(anchor, content, { label, role = "dialog", className = "", focus = true } = {}) {
  const again = open?.anchor === anchor;
  closePopover();
  if (again) return null;
  const node = h("div.popover", { role, "aria-label": label, class: className, tabindex: "-1" }, content);
  node.addEventListener("keydown", (event) => onKey(event, node, role));
  const ignore = (event) => {
    if (!node.contains(event.target) && !anchor.contains(event.target)) closePopover(false);
  };
  // Inside a modal the popover lives in the modal, so that its trapped focus and aria-modal still hold.
  (anchor.closest("[aria-modal]") ?? document.body).append(node);
  place(node, anchor);
  anchor.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", ignore, true);
  window.addEventListener("resize", closeQuietly);
  open = { node, anchor, ignore };
  if (focus) (node.querySelector("[data-first]") ?? focusables(node)[0] ?? node).focus({ preventScroll: true });
  return node;
}

function onKey(event, node, role) {
  if (event.key === "Escape") {
    event.stopPropagation();
    event.preventDefault();
    closePopover();
    return;
  }
  if (role === "menu") moveInMenu(event, node);
  else trapTab(node)(event);
}

function moveInMenu(event, node) {
  if (event.key === "Tab") return closePopover();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const stops = focusables(node);
  const index = stops.indexOf(document.activeElement);
  stops[(index + step + stops.length) % stops.length]?.focus();
}

function place(node, anchor) {
  const box = (anchor.closest(".typed") ?? anchor).getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = node;
  const left = Math.max(8, Math.min(box.left, innerWidth - width - 8));
  const below = box.bottom + 4 + height <= innerHeight - 8 || box.top < height + 12;
  const top = below ? Math.min(box.bottom + 4, Math.max(8, innerHeight - height - 8)) : box.top - height - 4;
  Object.assign(node.style, { left: `${left}px`, top: `${Math.max(8, top)}px` });
}

/** A menu of {label, hint?, node?, danger?, checked?, testid?, run}. */
export function menu(anchor, items, { label, className = "" } = {}) {
  const rows = items.map((item) => h("button.menu-item", {
    type: "button",
    role: item.checked === undefined ? "menuitem" : "menuitemradio",
    "aria-checked": item.checked,
    class: item.danger ? "danger" : null,
    data: { testid: item.testid, ...item.data, first: item.checked ? "1" : undefined },
    onclick: () => {
      closePopover();
      item.run();
    },
  }, item.node ?? h("span", {}, item.label), item.hint ? h("span.menu-hint", {}, item.hint) : null));
  return popover(anchor, rows, { label, role: "menu", className });
}
