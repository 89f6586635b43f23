// Server-sent events over fetch: EventSource can neither post nor be given headers.

/** Reads the events of a response body one by one, as `{ id, name, data }` with the data parsed. */
export async function* events(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let waiting = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      waiting += decoder.decode(value, { stream: !done });
      const blocks = waiting.split(/\r?\n\r?\n/);
      // What follows the last empty line has not arrived whole.
      waiting = blocks.pop();
      for (const block of blocks) {
        const event = parse(block);
        if (event) yield event;
      }
      if (done) return;
    }
  } finally {
    // Also when the reader of the events stops half-way.
    reader.cancel().catch(() => {});
  }
}

function parse(block) {
  let [id, name] = ["", "message"];
  const data = [];
  for (const line of block.split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon < 1) continue;
    const field = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, "");
    if (field === "id") id = value;
    if (field === "event") name = value;
    if (field === "data") data.push(value);
  }
  return data.length ? { id, name, data: JSON.parse(data.join("\n")) } : undefined;
}
