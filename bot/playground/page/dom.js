// Building and updating DOM nodes. Rule: foreign text only ever becomes a text node, never markup.

const PROPERTIES = new Set(["value", "checked", "disabled", "selected", "hidden", "readOnly", "required"]);

/** One element: h("button.primary", {onclick, "aria-label": …, data: {ts}}, ...children); null and false are left out. */
export function h(tag, props = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const node = document.createElement(name);
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(props ?? {})) setProp(node, key, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function setProp(node, key, value) {
  if (value === null || value === undefined) return;
  if (key === "data") {
    for (const [name, entry] of Object.entries(value)) if (entry !== undefined && entry !== null) node.dataset[name] = entry;
  } else if (key === "style") { // custom properties, set through CSSOM: the page's policy allows no style attributes
    for (const [name, entry] of Object.entries(value)) node.style.setProperty(name, entry);
  } else if (key === "class") {
    node.classList.add(...String(value).split(" ").filter(Boolean));
  } else if (key.startsWith("on")) {
    node.addEventListener(key.slice(2), value);
  } else if (PROPERTIES.has(key)) {
    node[key] = value;
  } else if (value === true || value === false) {
    if (key.startsWith("aria-")) node.setAttribute(key, String(value));
    else if (value) node.setAttribute(key, "");
  } else {
    node.setAttribute(key, String(value));
  }
}

/** Rebuilds the children of `node` only when `signature` changed; focus, selection and typed text survive. */
export function region(node, signature, build) {
  const text = JSON.stringify(signature);
  if (node.dataset.built && node.signature === text) return false;
  node.signature = text;
  node.dataset.built = "1";
  keepFocus(node, () => node.replaceChildren(...[build()].flat(Infinity).filter(Boolean)));
  return true;
}

/** Brings `node` to show `items` ({key, signature, build}) in order; an unchanged item keeps its very node. */
export function keyed(node, items) {
  const before = new Map([...node.children].map((child) => [child.keyedAs, child]));
  keepFocus(node, () => {
    let cursor = node.firstChild;
    for (const item of items) {
      const signature = JSON.stringify(item.signature);
      let child = before.get(item.key);
      if (child && child.signature === signature) {
        before.delete(item.key);
      } else {
        child = item.build();
        child.keyedAs = item.key;
        child.signature = signature;
      }
      if (child === cursor) cursor = cursor.nextSibling;
      else node.insertBefore(child, cursor);
    }
    for (const stale of before.values()) stale.remove();
    while (cursor) {
      const next = cursor.nextSibling;
      cursor.remove();
      cursor = next;
    }
  });
}

/** Runs `change`; an element with data-fid that had the focus (or its successor of the same data-fid) has it again. */
export function keepFocus(root, change) {
  const active = document.activeElement;
  const held = active && root.contains(active) ? active.closest("[data-fid]") : null;
  const fid = held?.dataset.fid;
  const range = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  change();
  if (!fid || document.activeElement === active) return;
  const next = root.querySelector(`[data-fid="${CSS.escape(fid)}"]`);
  if (!next) return;
  next.focus({ preventScroll: true });
  if (range && range[0] !== null && "setSelectionRange" in next) next.setSelectionRange(...range);
}

const FOCUSABLE = 'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex="0"]';

/** What Tab can reach inside `root`, in order. */
export function focusables(root) {
  return [...root.querySelectorAll(FOCUSABLE)].filter(
    (node) => node.offsetParent !== null && node.tabIndex >= 0 && getComputedStyle(node).visibility !== "hidden",
  );
}

/** Keydown handler that keeps Tab inside `root`. */
export function trapTab(root) {
  return (event) => {
    if (event.key !== "Tab") return;
    const stops = focusables(root);
    if (!stops.length) return;
    const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
    if (document.activeElement !== edge && root.contains(document.activeElement)) return;
    event.preventDefault();
    (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
  };
}

/** Keeps a scrolled list at its end when its box or the box around it changes size. {atEnd(), toEnd()}. */
export function stickToEnd(list) {
  let stuck = true;
  const toEnd = () => {
    list.scrollTop = list.scrollHeight;
    stuck = true;
  };
  list.addEventListener("scroll", () => {
    stuck = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  });
  new ResizeObserver(() => { if (stuck) toEnd(); }).observe(list);
  return { atEnd: () => stuck, toEnd };
}

let serial = 0;
/** An id that no other element of the page has. */
export function freshId(prefix) {
  serial += 1;
  return `${prefix}-${serial}`;
}
