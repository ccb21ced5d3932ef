// The only module that speaks HTTP: JSON in, JSON out, same origin.

async function call(path, init) {
  const response = await fetch(path, { cache: "no-store", ...init });
  const body = await response.json().catch(() => ({}));
  return { status: response.status, ...body };
}

/** GET a control resource; throws when the workspace does not answer with success. */
export async function get(path) {
  const body = await call(path);
  if (body.status >= 400) throw new Error(`${path}: ${body.status}`);
  return body;
}

/** POST a gesture; resolves to {ok, ack, view_id?, error?} and never throws: an unreachable workspace is ok=false. */
export async function post(gesture, payload) {
  try {
    return await call(`/_control/${gesture}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(payload),
    });
  } catch (error) {
    if (error instanceof TypeError) return { ok: false, ack: null, error: "unreachable" };
    throw error;
  }
}
