//! A language model on a server with the OpenAI-style API, instead of one in this process.

use knowledge_base::Language;
use models::{RemoteKey, RemoteSettings, RemoteUrl};

use super::{SettingsError, raw::RawRemote, value};

/// The model on a server, and where it may write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteModel {
    /// How it is reached.
    pub settings: RemoteSettings,
    /// The languages in which it is admitted to write.
    pub languages: Vec<Language>,
}

pub(super) fn remote(raw: &RawRemote) -> Result<Option<RemoteModel>, SettingsError> {
    if raw.url.trim().is_empty() {
        return Ok(None);
    }
    let url = RemoteUrl::parse(&raw.url).ok_or_else(|| {
        let expected = "it must be http://HOST:PORT/v1 or https://HOST/v1, without a password, and nothing behind it";
        // It may hold a password.
        value("remote.url", "...", expected)
    })?;
    let model = raw.model.trim();
    if model.is_empty() {
        return Err(value("remote.model", "", "it must be the name of the model on the server of `remote.url`"));
    }
    let key = match raw.key.0.trim() {
        "" => None,
        written => Some(
            RemoteKey::parse(written)
                .ok_or_else(|| value("remote.key", "...", "it must be letters, digits and signs of ASCII alone"))?,
        ),
    };
    let language = |code: &String| {
        let known = Language::ALL.into_iter().find(|language| language.code() == code.trim());
        known.ok_or_else(|| value("remote.languages", code, "each must be one of uz, ru, en"))
    };
    let languages = raw.languages.iter().map(language).collect::<Result<Vec<_>, _>>()?;
    if languages.is_empty() {
        let expected =
            "it must name the languages in which the model was measured and may write, such as [\"ru\", \"en\"]";
        return Err(value("remote.languages", "[]", expected));
    }
    Ok(Some(RemoteModel { settings: RemoteSettings::new(url, model, key), languages }))
}
