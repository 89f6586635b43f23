// The page wakes up: its data, its language, its parts.
import { Conversation } from "./conversation.js";
import { find } from "./dom.js";
import { Input } from "./input.js";
import { Language } from "./language.js";
import { ModelLine } from "./model.js";

const page = JSON.parse(find("#page").textContent);
const language = new Language(page);
const input = new Input(language);
new Conversation(language, input);
new ModelLine(find("#model"), language).watch();
