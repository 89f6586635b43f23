// One small line on the language model: being fetched, ready, off. Facts do not wait for it.

/** While something changes, the state is asked again after so many milliseconds. */
const AGAIN_AFTER = 4000;

export class ModelLine {
  #line;
  #language;
  #api;
  #model;
  #timer;

  constructor(line, language, api) {
    this.#line = line;
    this.#language = language;
    this.#api = api;
    language.onChange(() => this.#show());
    // A page in the background asks nothing; it looks again when it is seen.
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.#isChanging) this.watch();
    });
  }

  async watch() {
    try {
      ({ model: this.#model } = await this.#api.status());
    } catch {
      // The line is a courtesy: without a reply it stays as it is.
    }
    this.#show();
    if (this.#isChanging && !document.hidden) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.watch(), AGAIN_AFTER);
    }
  }

  get #isChanging() {
    return this.#model === undefined || this.#model.state === "fetching" || this.#model.state === "loading";
  }

  #show() {
    if (!this.#model) return;
    const { state, done, total } = this.#model;
    const part = state === "fetching" && total > 0;
    this.#line.textContent = part
      ? this.#language.text("model-fetching-part", Math.min(99, Math.floor((100 * done) / total)))
      : this.#language.text(`model-${state}`);
    this.#line.title = this.#language.text("model-explained");
    this.#line.dataset.state = state;
    this.#line.hidden = false;
  }
}
