// Keeps a growing answer in sight, and leaves the person alone who scrolled up.

/** How near to the end still counts as being there, in pixels. */
const NEAR = 48;

export class Following {
  #scroller;
  #question;
  #following = true;
  #last = 0;

  /** `scroller` is what scrolls: the document's root on a page, the panel on a portal. */
  constructor(scroller) {
    this.#scroller = scroller;
    const told = scroller === document.scrollingElement ? window : scroller;
    told.addEventListener("scroll", () => this.#scrolled(), { passive: true });
  }

  /** A new question was asked: its answer is what the person wants to see. */
  start(question) {
    this.#question = question;
    this.#following = true;
    this.grown();
  }

  /** Scrolls to the end, but never so far that the question leaves the top. */
  grown() {
    if (!this.#following || !this.#question?.isConnected) return;
    const scroller = this.#scroller;
    const head = parseFloat(getComputedStyle(this.#question).scrollMarginTop);
    const frame = scroller.getBoundingClientRect();
    const edge = scroller === document.scrollingElement ? 0 : frame.top;
    // In a panel that is zoomed, rectangles are measured outside of the zoom and scrolling inside of it.
    const zoom = frame.height / scroller.offsetHeight || 1;
    const top = (this.#question.getBoundingClientRect().top - edge) / zoom + scroller.scrollTop - head;
    this.#last = Math.min(scroller.scrollHeight - scroller.clientHeight, top);
    // Smooth scrolling would still be under way when the next sentence comes.
    scroller.scrollTo(0, this.#last);
  }

  #scrolled() {
    const { scrollTop, clientHeight, scrollHeight } = this.#scroller;
    if (scrollTop < this.#last - NEAR) this.#following = false;
    else if (scrollTop + clientHeight >= scrollHeight - NEAR) this.#following = true;
  }
}
