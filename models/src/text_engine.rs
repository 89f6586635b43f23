//! What writes: a model in this process, or one on a server.

use tokio::sync::mpsc;

use crate::{
    generation::{GenerationEngine, GenerationError, GenerationEvent, GenerationRequest},
    remote::RemoteEngine,
};

/// An engine that writes text; copies share it.
#[derive(Clone, Debug)]
pub enum TextEngine {
    /// A model on a thread of this process.
    Local(GenerationEngine),
    /// A model on a server.
    Remote(RemoteEngine),
}

impl TextEngine {
    /// Asks for an answer; its events come through the receiver, and dropping the receiver stops the work. Must be called within a
    /// Tokio runtime.
    ///
    /// # Errors
    /// At once, when the request is not taken.
    pub fn generate(&self, request: GenerationRequest) -> Result<mpsc::Receiver<GenerationEvent>, GenerationError> {
        match self {
            Self::Local(engine) => engine.generate(request),
            Self::Remote(engine) => engine.generate(request),
        }
    }
}

impl From<GenerationEngine> for TextEngine {
    fn from(engine: GenerationEngine) -> Self {
        Self::Local(engine)
    }
}

impl From<RemoteEngine> for TextEngine {
    fn from(engine: RemoteEngine) -> Self {
        Self::Remote(engine)
    }
}
