// The acting person's stack of views: the top one is a dialog. What was typed outlives redraws and refusals.
import { avatar } from "./avatar.js";
import { blockNodes } from "./blocks.js";
import { h, region, trapTab } from "./dom.js";
import { Form } from "./form.js";
import { gesture, whileBusy } from "./gesture.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { plainText } from "./mrkdwn.js";
import { closePopover } from "./popover.js";
import { S, paint, userOf } from "./state.js";
import { errorText, toast } from "./toast.js";

const forms = new Map();
let dialog = null;
let shown = null; // {id, trouble, back}

function formFor(view) {
  if (!forms.has(view.id)) forms.set(view.id, new Form(view.state?.values));
  return forms.get(view.id);
}

function signatureOf(view) {
  const { state, ...rest } = view; // the kept values follow typing; a redraw reads them, but is not caused by them
  return [rest, S.errors, shown.trouble, S.peopleKey, S.views.length];
}

export function paintModal() {
  const view = S.views.at(-1);
  if (!view) return leave();
  if (!dialog) enter();
  if (shown.id !== view.id) Object.assign(shown, { id: view.id, trouble: "" });
  dialog.dataset.callbackId = view.callback_id ?? "";
  dialog.dataset.viewId = view.id;
  const first = dialog.dataset.drawn !== view.id;
  const drawn = region(dialog, signatureOf(view), () => {
    formFor(view).follow(view.blocks, view.state?.values);
    return frame(view);
  });
  dialog.dataset.drawn = view.id;
  if (drawn && first) focusFirst();
  else if (drawn && !dialog.contains(document.activeElement)) dialog.querySelector("[aria-invalid], .modal-head button")?.focus();
  return undefined;
}

function enter() {
  shown = { back: document.activeElement, trouble: "" };
  dialog = h("dialog.dialog.modal", { "aria-modal": true, "aria-labelledby": "modal-title", data: { testid: "modal" } });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  dialog.addEventListener("keydown", trapTab(dialog));
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) dialog.querySelector("form")?.requestSubmit();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function leave() {
  if (!dialog) return;
  closePopover(false);
  dialog.close();
  dialog.remove();
  dialog = null;
  const { back } = shown;
  shown = null;
  forms.clear();
  const target = back?.isConnected && back !== document.body ? back : document.querySelector('[data-testid="composer"]');
  target?.focus({ preventScroll: true });
}

function focusFirst() {
  const field = dialog.querySelector(".modal-body input, .modal-body textarea, .modal-body select, .modal-body button.multi");
  (field ?? dialog.querySelector(".modal-foot .primary, .modal-foot .button, .modal-head button"))?.focus();
}

function frame(view) {
  const form = formFor(view);
  const ctx = {
    form, prefix: view.id, errors: S.errors,
    act: (action) => act(view, form, action), changed: (block) => settle(block),
  };
  const submitLabel = view.submit?.text ?? (view.blocks.some((block) => block.type === "input") ? t("Submit") : null);
  return h("form.modal-form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); submit(view, form); } },
    h("header.modal-head", {}, avatar(userOf(S.bot.user_id), 28), h("h2", { id: "modal-title" }, plainText(view.title?.text ?? "")),
      h("button.icon-button", { type: "button", "aria-label": t("Close"), title: t("Close"), data: { testid: "modal-x", fid: "modal-x" }, onclick: close }, icon("close"))),
    h("div.modal-body", { tabindex: "-1" }, shown.trouble ? h("div.block.alert.alert-error", { role: "alert", data: { testid: "modal-trouble" } }, h("div", {}, shown.trouble)) : null,
      blockNodes(view.blocks, ctx)),
    h("footer.modal-foot", {},
      h("button.button", { type: "button", data: { testid: "modal-close", fid: "modal-close" }, onclick: close }, view.close?.text ?? (submitLabel ? t("Cancel") : t("Close"))),
      submitLabel ? h("button.button.primary.filled", { type: "submit", data: { testid: "modal-submit", fid: "modal-submit" } }, submitLabel) : null));
}

/** A refused field that is being mended loses its error, without a redraw that would disturb the typing. */
function settle(block) {
  const node = dialog?.querySelector(`[data-block-id="${CSS.escape(block.block_id)}"]`);
  node?.classList.remove("refused");
  node?.querySelector(".field-error")?.remove();
  node?.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
}

async function submit(view, form) {
  const button = dialog.querySelector('[data-testid="modal-submit"]');
  if (!button) return;
  shown.trouble = "";
  const values = form.values(view.blocks);
  const answer = await whileBusy(button, () => gesture("submit", { values }, { quiet: true }));
  if (!answer || shown?.id !== view.id) return;
  S.errors = answer.errors ?? answer.ack?.errors ?? {};
  if (!answer.ok && !answer.errors) shown.trouble = errorText(answer.error);
  dialog.signature = null; // draw again even when the same errors came back
  paint();
  queueMicrotask(() => queueMicrotask(showFirstError));
}

function showFirstError() {
  const field = dialog?.querySelector(".refused input, .refused textarea, .refused select, .refused button") ?? dialog?.querySelector('[data-testid="modal-trouble"]');
  field?.focus?.();
  field?.scrollIntoView?.({ block: "center" });
}

async function act(view, form, action) {
  const answer = await gesture("view-action", { action, values: form.values(view.blocks) }, { quiet: true });
  if (answer.ok || !shown) return;
  shown.trouble = errorText(answer.error);
  paint();
}

async function close() {
  if (!shown) return;
  closePopover(false);
  const button = dialog.querySelector('[data-testid="modal-x"]');
  const answer = await whileBusy(button, () => gesture("close", {}, { quiet: true }));
  if (answer && !answer.ok && answer.error !== "no_view") toast(errorText(answer.error)); // it may have closed by itself
}
