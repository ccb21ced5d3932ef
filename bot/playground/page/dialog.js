// Small dialogs of the page itself: a question before a button acts, a text to edit.
import { freshId, h, trapTab } from "./dom.js";
import { t } from "./i18n.js";
import { textObject } from "./mrkdwn.js";

/** Shows a dialog and resolves to `result()` when it is confirmed, to null when it is left. */
function ask({ title, body, confirm, deny, danger, result, testid }) {
  const back = document.activeElement;
  const id = freshId("dialog");
  return new Promise((resolve) => {
    const finish = (value) => {
      dialog.close();
      dialog.remove();
      if (back?.isConnected) back.focus({ preventScroll: true });
      resolve(value);
    };
    const form = h("form", { method: "dialog", onsubmit: (event) => { event.preventDefault(); finish(result()); } },
      h("h2.dialog-title", { id }, title), h("div.dialog-body", {}, body),
      h("div.dialog-actions", {},
        h("button.button", { type: "button", onclick: () => finish(null), data: { testid: "dialog-deny" } }, deny),
        h("button.button", { type: "submit", class: danger ? "danger filled" : "primary filled", data: { testid: "dialog-confirm" } }, confirm)));
    const dialog = h("dialog.dialog.small", { "aria-labelledby": id, "aria-modal": true, data: { testid }, oncancel: (event) => { event.preventDefault(); finish(null); } }, form);
    dialog.addEventListener("keydown", trapTab(dialog));
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A Block Kit confirm object; true when confirmed, at once when there is none. */
export async function confirmed(confirm) {
  if (!confirm) return true;
  const answer = await ask({
    title: confirm.title?.text ?? t("Are you sure?"), body: textObject(confirm.text), confirm: confirm.confirm?.text ?? t("Yes"),
    deny: confirm.deny?.text ?? t("Cancel"), danger: confirm.style === "danger", result: () => true, testid: "confirm",
  });
  return answer === true;
}

/** A text to change; resolves to the new text or null. */
export function editText(title, text) {
  const area = h("textarea.input", { rows: "4", "aria-label": title, value: text, autofocus: true });
  return ask({ title, body: [area], confirm: t("Save"), deny: t("Cancel"), result: () => area.value.trim() || null, testid: "edit" });
}
