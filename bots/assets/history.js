// What this browser keeps of conversations: in local storage, until the person deletes it or newer ones take its place.
import { remembered } from "./dom.js";

const KEPT = "yordamchi.history";
const MOST_CONVERSATIONS = 20;
const MOST_TURNS = 30;
/** What an answer is shown from; scores and timings are not. */
const SHOWN = ["id", "language", "script", "outcome", "text", "card", "choices", "sources", "suggestions", "related"];

export class History {
  /** Conversations, the newest first: `{ id, at, turns }`. */
  get all() {
    const kept = remembered.get(KEPT);
    return Array.isArray(kept) ? kept : [];
  }

  /** Adds a turn to its conversation, which becomes the newest. */
  keep(id, { question, answer }) {
    if (!id) return;
    const all = this.all;
    const earlier = all.find((each) => each.id === id)?.turns ?? [];
    const shown = Object.fromEntries(SHOWN.map((key) => [key, answer[key]]));
    const turns = [...earlier, { question, answer: shown }].slice(-MOST_TURNS);
    const others = all.filter((each) => each.id !== id);
    const next = [{ id, at: Date.now(), turns }, ...others].slice(0, MOST_CONVERSATIONS);
    // Storage is small; the oldest go first.
    while (next.length && !remembered.set(KEPT, next)) next.pop();
  }

  /** Deletes a conversation. */
  delete(id) {
    remembered.set(KEPT, this.all.filter((each) => each.id !== id));
  }

  /** Deletes all of it. */
  clear() {
    remembered.set(KEPT);
  }
}
