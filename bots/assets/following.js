// Keeps a growing answer in sight, and leaves the person alone who scrolled up.

/** How near to the end still counts as being there, in pixels. */
const NEAR = 48;

export class Following {
  #question;
  #following = true;
  #last = 0;

  constructor() {
    addEventListener("scroll", () => this.#scrolled(), { passive: true });
  }

  /** A new question was asked: its answer is what the person wants to see. */
  start(question) {
    this.#question = question;
    this.#following = true;
    this.grown();
  }

  /** Scrolls to the end, but never so far that the question leaves the top. */
  grown() {
    if (!this.#following || !this.#question) return;
    const page = document.documentElement;
    const end = page.scrollHeight - innerHeight;
    const head = parseFloat(getComputedStyle(this.#question).scrollMarginTop);
    const top = this.#question.getBoundingClientRect().top + scrollY - head;
    this.#last = Math.min(end, top);
    // Smooth scrolling would still be under way when the next sentence comes.
    scrollTo(0, this.#last);
  }

  #scrolled() {
    const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - NEAR;
    if (scrollY < this.#last - NEAR) this.#following = false;
    else if (atEnd) this.#following = true;
  }
}
