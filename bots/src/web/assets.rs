//! Styles, scripts and the mark, compiled in.
//!
//! The chat's modules and styles are joined to one script and one sheet. Addresses hold a fingerprint of all files: it changes with
//! any of them, so browsers may keep them for a year.

use std::{borrow::Cow, sync::LazyLock};

use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use super::{
    joining::{self, Module},
    negotiation::Preferred,
    problem::{Kind, Problem},
};

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const IMAGE: &str = "image/svg+xml";

/// Of the current fingerprint: never asked for again.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Of another fingerprint, as a page from before an update asks for it: the current file, to be asked for each time.
const FOR_NOW: &str = "no-cache";

struct Asset {
    name: &'static str,
    media_type: &'static str,
    content: Cow<'static, str>,
}

/// The text of a file.
macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../assets/", $name))
    };
}

macro_rules! modules {
    ($($name:literal,)+) => {
        [$(Module { name: $name, text: file!($name) }),+]
    };
}

/// The script of the chat.
const CHAT: &str = "chat.js";
/// The styles of the chat, for its shadow and for our pages.
const CHAT_SHEET: &str = "chat.css";
/// The styles of our pages alone.
const PAGE_SHEET: &str = "page.css";

/// The modules of the chat.
static MODULES: [Module; 17] = modules![
    "answer.js",
    "api.js",
    "card.js",
    "chat.js",
    "colour.js",
    "conversation.js",
    "dom.js",
    "events.js",
    "following.js",
    "history.js",
    "history-view.js",
    "input.js",
    "language.js",
    "model.js",
    "rating.js",
    "shell.js",
    "tools.js",
];

/// All files as they are served.
static ASSETS: LazyLock<[Asset; 5]> = LazyLock::new(|| {
    let chat = joining::script(&MODULES, CHAT).expect("a test holds the modules to what can be joined");
    let sheet = joining::sheet(&[file!("tokens.css"), file!("frame.css"), file!("panel.css"), file!("chat.css")]);
    [
        Asset { name: CHAT_SHEET, media_type: STYLE, content: sheet.into() },
        Asset { name: PAGE_SHEET, media_type: STYLE, content: file!("page.css").into() },
        Asset { name: CHAT, media_type: SCRIPT, content: chat.into() },
        Asset { name: "card-page.js", media_type: SCRIPT, content: file!("card-page.js").into() },
        Asset { name: "mark.svg", media_type: IMAGE, content: file!("mark.svg").into() },
    ]
});

static FINGERPRINT: LazyLock<String> = LazyLock::new(|| {
    let bytes = ASSETS.iter().flat_map(|asset| asset.name.bytes().chain(asset.content.bytes()));
    format!("{:016x}", fnv1a(bytes))
});

/// The routes of the files.
pub(super) fn router() -> Router {
    Router::new().route("/assets/{fingerprint}/{name}", get(serve)).route("/widget.js", get(widget))
}

/// The address of a file.
pub(super) fn address(name: &str) -> String {
    format!("/assets/{}/{name}", *FINGERPRINT)
}

/// The addresses of the styles of our pages, in order.
pub(super) fn sheets() -> [String; 2] {
    [CHAT_SHEET, PAGE_SHEET].map(address)
}

async fn serve(
    Path((fingerprint, name)): Path<(String, String)>,
    Preferred(locale): Preferred,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return Err(Problem::new(Kind::NotFound, locale));
    };
    let tag = format!("\"{}\"", *FINGERPRINT);
    let lasting = if fingerprint == *FINGERPRINT { FOR_EVER } else { FOR_NOW };
    let common = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, lasting.to_owned())];
    // A compressing proxy marks a tag as weak; it is the same file.
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    if known.flat_map(|list| list.split(',')).any(|known| known.trim().trim_start_matches("W/") == tag) {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    Ok((common, [(header::CONTENT_TYPE, asset.media_type)], &*asset.content).into_response())
}

/// The one script of a portal's page. Its address never changes, so it is asked for each time; it names the current chat.
async fn widget() -> impl IntoResponse {
    static WIDGET: LazyLock<String> = LazyLock::new(|| file!("widget.js").replace("{chat}", &address(CHAT)));
    ([(header::CONTENT_TYPE, SCRIPT), (header::CACHE_CONTROL, FOR_NOW)], WIDGET.as_str())
}

/// FNV-1a, 64 bits: it tells versions of our own files apart and protects nothing.
fn fnv1a(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Write as _;

    use super::*;

    /// What a portal's page may cost, in bytes as they travel, with styles.
    const WIDGET: usize = 40 * 1024;

    #[test]
    fn the_chat_travels_in_less_than_forty_kilobytes() {
        let of_chat = ASSETS.iter().filter(|asset| [CHAT, CHAT_SHEET].contains(&asset.name));
        let packed = |asset: &Asset| {
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            packer.write_all(asset.content.as_bytes()).unwrap();
            packer.finish().unwrap().len()
        };
        let sum: usize = of_chat.map(packed).sum::<usize>() + file!("widget.js").len();
        println!("the chat on a portal: {sum} bytes");
        assert!(sum < WIDGET, "{sum} bytes");
    }

    #[test]
    fn every_module_of_the_chat_stands_in_its_script() {
        let script = joining::script(&MODULES, CHAT).unwrap();
        assert_eq!(script.matches("})();\n").count(), MODULES.len());
        let left = script.lines().find(|line| line.starts_with("import ") || line.starts_with("export "));
        assert_eq!(left, None);
    }

    #[test]
    fn no_script_turns_text_into_markup() {
        for asset in ASSETS.iter() {
            for way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
                assert!(!asset.content.contains(way), "{}: {way}", asset.name);
            }
        }
    }

    #[test]
    fn the_fingerprint_follows_the_content() {
        assert_ne!(fnv1a(b"a".iter().copied()), fnv1a(b"b".iter().copied()));
        // From the published test vectors of the function.
        assert_eq!(fnv1a(b"foobar".iter().copied()), 0x8594_4171_f739_67e8);
    }
}
