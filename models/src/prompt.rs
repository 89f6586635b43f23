//! Conversations as prompts: which control tokens stand around the turns of each family.

use crate::{catalogue::PromptTemplate, tokenizer::Segment};

/// What a model is asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prompt {
    /// What the model shall be and do; may be empty.
    pub system: String,
    /// The conversation, oldest first; it ends with a user's turn.
    pub turns: Vec<Turn>,
}

/// One turn of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Who speaks.
    pub speaker: Speaker,
    /// What is said.
    pub text: String,
}

/// Who speaks in a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// The person.
    User,
    /// The model.
    Assistant,
}

impl Prompt {
    /// A system text and one question.
    #[must_use]
    pub fn question(system: impl Into<String>, user: impl Into<String>) -> Self {
        Self { system: system.into(), turns: vec![Turn { speaker: Speaker::User, text: user.into() }] }
    }

    /// The prompt in a model's own form, open for the answer, and the place up to which all prompts of its system text are alike.
    #[must_use]
    pub fn render(&self, template: PromptTemplate) -> (Vec<Segment>, Place) {
        let mut out = Rendered::default();
        match template {
            PromptTemplate::Chatml => self.chatml(&mut out),
            PromptTemplate::Qwen3 => {
                self.chatml(&mut out);
                out.text("<think>\n\n</think>\n\n");
            }
            PromptTemplate::Gemma => self.gemma(&mut out),
            PromptTemplate::Llama3 => self.llama3(&mut out),
            PromptTemplate::Plain => self.plain(&mut out),
        }
        let end = out.place();
        (out.segments, out.shared.unwrap_or(end))
    }

    fn chatml(&self, out: &mut Rendered) {
        let head = |out: &mut Rendered, role: &str| {
            out.control("<|im_start|>");
            out.text(&format!("{role}\n"));
        };
        let end = |out: &mut Rendered| {
            out.control("<|im_end|>");
            out.text("\n");
        };
        if !self.system.is_empty() {
            head(out, "system");
            out.text(&self.system);
            end(out);
        }
        for Turn { speaker, text } in &self.turns {
            head(out, speaker.role("assistant"));
            out.said(text);
            end(out);
        }
        out.control("<|im_start|>");
        out.text("assistant\n");
    }

    fn gemma(&self, out: &mut Rendered) {
        // The family has no system turn: its text leads the first turn of the user.
        let mut lead = self.system.as_str();
        for Turn { speaker, text } in &self.turns {
            out.control("<start_of_turn>");
            out.text(speaker.role("model"));
            out.text("\n");
            if *speaker == Speaker::User && !lead.is_empty() {
                out.text(std::mem::take(&mut lead));
                out.text("\n\n");
            }
            out.said(text);
            out.control("<end_of_turn>");
            out.text("\n");
        }
        out.control("<start_of_turn>");
        out.text("model\n");
    }

    fn llama3(&self, out: &mut Rendered) {
        let head = |out: &mut Rendered, role: &str| {
            out.control("<|start_header_id|>");
            out.text(role);
            out.control("<|end_header_id|>");
            out.text("\n\n");
        };
        if !self.system.is_empty() {
            head(out, "system");
            out.text(&self.system);
            out.control("<|eot_id|>");
        }
        for Turn { speaker, text } in &self.turns {
            head(out, speaker.role("assistant"));
            out.said(text);
            out.control("<|eot_id|>");
        }
        head(out, "assistant");
    }

    fn plain(&self, out: &mut Rendered) {
        let mut between = "";
        out.text(&self.system);
        if !self.system.is_empty() {
            between = "\n\n";
        }
        for Turn { text, .. } in self.turns.iter().filter(|turn| !turn.text.is_empty()) {
            out.text(between);
            out.said(text);
            between = "\n\n";
        }
    }
}

impl Speaker {
    fn role(self, assistant: &'static str) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => assistant,
        }
    }
}

/// Segments under construction; neighbouring texts become one, as they were when the model was trained.
#[derive(Default)]
struct Rendered {
    segments: Vec<Segment>,
    shared: Option<Place>,
}

/// A place in a rendered prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The segment.
    pub segment: usize,
    /// The byte in it.
    pub byte: usize,
}

impl Rendered {
    fn control(&mut self, name: &'static str) {
        self.segments.push(Segment::Control(name));
    }

    /// What somebody says; the first of it is where prompts of one system text begin to differ.
    fn said(&mut self, text: &str) {
        let place = self.place();
        self.shared.get_or_insert(place);
        self.text(text);
    }

    /// The place behind everything so far.
    fn place(&self) -> Place {
        match self.segments.last() {
            Some(Segment::Text(text)) => Place { segment: self.segments.len() - 1, byte: text.len() },
            _ => Place { segment: self.segments.len(), byte: 0 },
        }
    }

    fn text(&mut self, text: &str) {
        match self.segments.last_mut() {
            Some(Segment::Text(last)) => last.push_str(text),
            _ => self.segments.push(Segment::Text(text.to_owned())),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn shown(template: PromptTemplate, prompt: &Prompt) -> String {
        let show = |segment: Segment| match segment {
            Segment::Control(name) => name.to_owned(),
            Segment::Text(text) => text,
        };
        prompt.render(template).0.into_iter().map(show).collect()
    }

    #[test]
    fn each_family_gets_its_own_form() {
        let prompt = Prompt::question("Be brief.", "Fee?");
        assert_eq!(
            shown(PromptTemplate::Chatml, &prompt),
            "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nFee?<|im_end|>\n<|im_start|>assistant\n"
        );
        assert!(shown(PromptTemplate::Qwen3, &prompt).ends_with("assistant\n<think>\n\n</think>\n\n"));
        assert_eq!(
            shown(PromptTemplate::Gemma, &prompt),
            "<start_of_turn>user\nBe brief.\n\nFee?<end_of_turn>\n<start_of_turn>model\n"
        );
        assert_eq!(
            shown(PromptTemplate::Llama3, &prompt),
            "<|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n\
             Fee?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
        );
        assert_eq!(shown(PromptTemplate::Plain, &prompt), "Be brief.\n\nFee?");
    }

    #[test]
    fn earlier_turns_stand_in_their_order_and_an_empty_system_text_gives_no_turn() {
        let mut prompt = Prompt::question("", "One?");
        prompt.turns.push(Turn { speaker: Speaker::Assistant, text: "One.".to_owned() });
        prompt.turns.push(Turn { speaker: Speaker::User, text: "Two?".to_owned() });
        let chatml = shown(PromptTemplate::Chatml, &prompt);
        assert!(!chatml.contains("system"));
        assert!(chatml.contains("assistant\nOne.<|im_end|>\n<|im_start|>user\nTwo?"));
        assert!(shown(PromptTemplate::Gemma, &prompt).contains("<start_of_turn>model\nOne.<end_of_turn>"));
    }

    #[test]
    fn neighbouring_texts_are_one_segment() {
        let (segments, _) = Prompt::question("Lead", "Ask").render(PromptTemplate::Gemma);
        let texts = segments.iter().filter(|segment| matches!(segment, Segment::Text(_))).count();
        assert_eq!(texts, 3);
    }

    #[test]
    fn the_place_where_prompts_differ_is_where_the_first_words_are_said() {
        use PromptTemplate::{Chatml, Gemma, Llama3, Plain, Qwen3};
        for template in [Chatml, Qwen3, Gemma, Llama3, Plain] {
            for system in ["", "Be brief."] {
                let [fee, time] = ["Fee?", "How long?"].map(|text| Prompt::question(system, text).render(template));
                assert_eq!(fee.1, time.1, "{template:?}");
                let Place { segment, byte } = fee.1;
                assert_eq!(fee.0[..segment], time.0[..segment], "{template:?}");
                let (Segment::Text(fee), Segment::Text(time)) = (&fee.0[segment], &time.0[segment]) else {
                    panic!("{template:?}: words are text");
                };
                assert_eq!(fee[..byte], time[..byte], "{template:?}");
                assert!(fee[byte..].starts_with("Fee?") && time[byte..].starts_with("How long?"), "{template:?}");
            }
        }
    }
}
