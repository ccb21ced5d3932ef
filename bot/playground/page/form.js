// What people entered: element values in Slack's own shape, kept apart from the nodes that show them.
// So a redrawn view shows again what was typed.

const INITIAL = {
  plain_text_input: (e) => ({ value: e.initial_value ?? null }),
  number_input: (e) => ({ value: e.initial_value ?? null }),
  email_text_input: (e) => ({ value: e.initial_value ?? null }),
  url_text_input: (e) => ({ value: e.initial_value ?? null }),
  static_select: (e) => ({ selected_option: e.initial_option ?? null }),
  radio_buttons: (e) => ({ selected_option: e.initial_option ?? null }),
  multi_static_select: (e) => ({ selected_options: e.initial_options ?? [] }),
  checkboxes: (e) => ({ selected_options: e.initial_options ?? [] }),
  datepicker: (e) => ({ selected_date: e.initial_date ?? null }),
  timepicker: (e) => ({ selected_time: e.initial_time ?? null }),
  datetimepicker: (e) => ({ selected_date_time: e.initial_date_time ?? null }),
  users_select: (e) => ({ selected_user: e.initial_user ?? null }),
  multi_users_select: (e) => ({ selected_users: e.initial_users ?? [] }),
  channels_select: (e) => ({ selected_channel: e.initial_channel ?? null }),
  multi_channels_select: (e) => ({ selected_channels: e.initial_channels ?? [] }),
  conversations_select: (e) => ({ selected_conversation: e.initial_conversation ?? null }),
  multi_conversations_select: (e) => ({ selected_conversations: e.initial_conversations ?? [] }),
};

/** Whether an element holds a value that is submitted. */
export const holdsValue = (element) => element.type in INITIAL;

/** Every valued element of a view or message: {block, element}, inputs and those in sections and actions. */
export function valuedElements(blocks) {
  return (blocks ?? []).flatMap((block) => {
    const elements = block.type === "input" ? [block.element] : block.type === "section" ? [block.accessory] : block.elements ?? [];
    return block.type === "context" ? [] : elements.filter((e) => e?.type && holdsValue(e)).map((element) => ({ block, element }));
  });
}

const keyOf = (block, element) => `${block.block_id}/${element.action_id}`;

export class Form {
  /** `submitted`: state.values of the view as the server keeps them. */
  constructor(submitted = {}) {
    this.submitted = submitted;
    this.drafts = new Map();
  }

  /** The view changed: its values, and only the drafts of inputs that are still there stay. */
  follow(blocks, submitted = {}) {
    this.submitted = submitted;
    const present = new Set(valuedElements(blocks).map(({ block, element }) => keyOf(block, element)));
    for (const key of this.drafts.keys()) if (!present.has(key)) this.drafts.delete(key);
  }

  read(block, element) {
    const initial = INITIAL[element.type](element);
    const [field] = Object.keys(initial);
    const draft = this.drafts.get(keyOf(block, element));
    const kept = this.submitted?.[block.block_id]?.[element.action_id];
    if (draft) return draft;
    return kept && kept[field] !== undefined ? { [field]: kept[field] } : initial;
  }

  write(block, element, value) {
    this.drafts.set(keyOf(block, element), value);
  }

  /** {block_id: {action_id: value}} of every element that holds one. */
  values(blocks) {
    const values = {};
    for (const { block, element } of valuedElements(blocks)) {
      (values[block.block_id] ??= {})[element.action_id] = this.read(block, element);
    }
    return values;
  }
}
