// The HTTP interface, as the page uses it.
import { events } from "./events.js";

/** A failure that can be told to a person: `title` says what happened, `detail` what to do. */
export class Problem extends Error {
  constructor(title, detail) {
    super(title);
    this.title = title;
    this.detail = detail;
  }
}

/**
 * Asks a question and gives the events of its answer as they come. Aborting the signal stops the server's work too.
 * Throws a `Problem` for a failure that the server explains, a `TypeError` when there is no connection.
 */
export async function* ask({ question, conversation, locale }, signal) {
  const response = await fetch("/api/v1/chat", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream", "Accept-Language": locale },
    body: JSON.stringify({ question, conversation, locale }),
    signal,
  });
  if (!response.ok) throw await problem(response);
  for await (const event of events(response.body)) {
    if (event.name === "error") throw new Problem(event.data.title, event.data.detail);
    yield event;
  }
}

/** Says whether an answer helped. */
export async function feedback(answer, helpful, locale) {
  const response = await fetch("/api/v1/feedback", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept-Language": locale },
    body: JSON.stringify({ answer, helpful }),
  });
  if (!response.ok) throw await problem(response);
}

/** The state of the service. */
export async function status() {
  const response = await fetch("/api/v1/status");
  if (!response.ok) throw await problem(response);
  return response.json();
}

async function problem(response) {
  const told = await response.json().catch(() => ({}));
  return new Problem(told.title, told.detail);
}
