// The HTTP interface, as the chat uses it.
import { events } from "./events.js";

/** How long to wait before a broken stream is taken up again, in milliseconds, the first time, the second, and so on. */
const PAUSES = [200, 1000, 2000, 4000, 8000];

/** A failure that can be told to a person: `title` says what happened, `detail` what to do. */
export class Problem extends Error {
  constructor(title, detail) {
    super(title);
    this.title = title;
    this.detail = detail;
  }
}

/** The interface of one server. */
export class Api {
  #server;

  constructor(server) {
    this.#server = server;
  }

  /** An address on the server. */
  address(path) {
    return `${this.#server}${path}`;
  }

  /**
   * Asks a question and gives the events of its answer as they come; where the line breaks, it is taken up again after the last
   * event, and `broken` is called before each attempt. Aborting the signal stops the server's work too.
   *
   * Throws a `Problem` for a failure that the server explains, a `TypeError` when there is no connection.
   */
  async *ask({ question, conversation, locale }, { signal, broken }) {
    let response = await this.#send("POST", "/api/v1/chat", { question, conversation, locale }, { locale, signal, stream: true });
    // Told before the first event, which may get lost with the line.
    const stream = response.headers.get("x-stream");
    let [last, attempt] = [undefined, 0];
    const stopped = () => stream && this.#send("DELETE", `/api/v1/chat/${stream}`, undefined, { locale }).catch(() => {});
    signal.addEventListener("abort", stopped, { once: true });
    try {
      for (;;) {
        try {
          for await (const event of events(response.body)) {
            if (event.name === "error") throw new Problem(event.data.title, event.data.detail);
            [last, attempt] = [event.id, 0];
            yield event;
            if (event.name === "done") return;
          }
          throw new TypeError("the stream ended before the answer did");
        } catch (failure) {
          if (!(failure instanceof TypeError) || signal.aborted || !stream) throw failure;
        }
        response = await this.#resumed(stream, last, { locale, signal, broken, attempt });
        attempt += 1;
      }
    } finally {
      signal.removeEventListener("abort", stopped);
    }
  }

  /** Says whether an answer helped, and why. */
  feedback(answer, helpful, reason, locale) {
    return this.#send("POST", "/api/v1/feedback", { answer, helpful, reason }, { locale });
  }

  /** The state of the service. */
  async status() {
    return (await this.#send("GET", "/api/v1/status")).json();
  }

  /** The texts of the chat and what it begins with. */
  async interface() {
    return (await this.#send("GET", "/api/v1/interface")).json();
  }

  async #resumed(stream, last, { locale, signal, broken, attempt }) {
    for (let next = attempt; next < PAUSES.length; next += 1) {
      broken();
      await pause(PAUSES[next], signal);
      try {
        return await this.#send("GET", `/api/v1/chat/${stream}`, undefined, { locale, signal, stream: true, last });
      } catch (failure) {
        // The server knows the stream no more, or the person stopped it.
        if (!(failure instanceof TypeError) || signal.aborted) throw failure;
      }
    }
    throw new TypeError("the line stays broken");
  }

  async #send(method, path, body, { locale, signal, stream, last } = {}) {
    const headers = {};
    if (locale) headers["Accept-Language"] = locale;
    if (body) headers["Content-Type"] = "application/json";
    if (stream) headers.Accept = "text/event-stream";
    if (last) headers["Last-Event-ID"] = last;
    const response = await fetch(this.address(path), { method, headers, body: body && JSON.stringify(body), signal });
    if (!response.ok) throw await problem(response);
    return response;
  }
}

/** Waits so long, or until the connection is back. */
function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const go = () => {
      clearTimeout(timer);
      removeEventListener("online", go);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    };
    const timer = setTimeout(go, milliseconds);
    addEventListener("online", go, { once: true });
    signal.addEventListener("abort", go, { once: true });
  });
}

async function problem(response) {
  const told = await response.json().catch(() => ({}));
  return new Problem(told.title, told.detail);
}
