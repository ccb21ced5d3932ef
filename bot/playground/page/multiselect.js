// A choice of several entries: chips in a field, a searchable list of checkboxes in a popover.
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { popover } from "./popover.js";

/** entries: [{key, text, hint?}], chosen: keys; `change(keys)` is called in the entries' order. */
export function choiceOfMany(element, field, entries, chosen, change) {
  const keys = new Set(chosen);
  const limit = element.max_selected_items ?? Infinity;
  const face = h("span.chips");
  const open = h("button.input.multi", {
    ...field.attributes, type: "button", "aria-haspopup": "dialog", "aria-expanded": false, data: { fid: field.fid, actionId: element.action_id },
    onclick: () => popover(open, list(), { label: t("Choose options"), className: "choices" }),
  }, face, icon("down", 14));

  function draw() {
    const picked = entries.filter((entry) => keys.has(entry.key));
    face.replaceChildren(...(picked.length ? picked.map((entry) => h("span.chip", {}, entry.text))
      : [h("span.placeholder", {}, element.placeholder?.text ?? t("Choose options"))]));
  }

  function toggle(entry, checked) {
    if (checked) keys.add(entry.key);
    else keys.delete(entry.key);
    draw();
    change(entries.filter((each) => keys.has(each.key)).map((each) => each.key));
  }

  function row(entry) {
    return h("label.check", { data: { search: `${entry.text} ${entry.hint ?? ""}`.toLocaleLowerCase() } },
      h("input", { type: "checkbox", value: entry.key, checked: keys.has(entry.key), onchange: (event) => {
        if (event.target.checked && keys.size >= limit) event.target.checked = false;
        else toggle(entry, event.target.checked);
      } }),
      h("span", {}, entry.text, entry.hint ? h("span.menu-hint", {}, ` ${entry.hint}`) : null));
  }

  function list() {
    const rows = h("div.checks", {}, entries.map(row));
    const search = h("input.input", {
      type: "search", placeholder: t("Search"), "aria-label": t("Search"),
      oninput: (event) => {
        const wanted = event.target.value.trim().toLocaleLowerCase();
        for (const each of rows.children) each.hidden = !each.dataset.search.includes(wanted);
      },
    });
    return entries.length > 7 ? [search, rows] : [rows];
  }

  draw();
  return open;
}
