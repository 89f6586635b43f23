// The input: grows with the text, Enter sends, the button sends or stops.

export class Input {
  #text;
  #button;
  #language;
  #busy = false;

  constructor(root, language) {
    this.#language = language;
    this.#text = root.querySelector("#question");
    this.#button = root.querySelector("#send");
    root.querySelector("#ask").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#text.addEventListener("keydown", (event) => {
      // While letters are being composed, Enter belongs to the keyboard.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
    this.#text.addEventListener("input", () => this.#grow());
    this.#button.addEventListener("click", (event) => {
      if (!this.#busy) return;
      event.preventDefault();
      this.onStop?.();
    });
  }

  set busy(busy) {
    this.#busy = busy;
    const key = busy ? "stop" : "send";
    this.#button.dataset.text = key;
    this.#button.textContent = this.#language.text(key);
    this.#button.toggleAttribute("data-busy", busy);
  }

  /** Puts a question back that got no answer, unless the person is already writing another. */
  giveBack(question) {
    if (this.#text.value.trim()) return;
    this.#text.value = question;
    this.#grow();
  }

  focus() {
    this.#text.focus({ preventScroll: true });
  }

  /** Moves the focus on, except where that would open a keyboard over the answer. */
  focusWithoutKeyboard() {
    if (matchMedia("(pointer: fine)").matches) this.focus();
  }

  #submit() {
    const question = this.#text.value.trim();
    if (!question) {
      this.focus();
      return;
    }
    this.#text.value = "";
    this.#grow();
    this.onAsk?.(question);
  }

  #grow() {
    // Browsers with `field-sizing` do it themselves.
    if (CSS.supports("field-sizing", "content")) return;
    this.#text.style.height = "auto";
    this.#text.style.height = `${this.#text.scrollHeight}px`;
  }
}
