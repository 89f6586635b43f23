//! Styles, scripts and the mark, compiled in.
//!
//! Their address holds a fingerprint of all of them: it changes with any file, so browsers may keep them for a year, and the
//! modules find each other by relative names without a build step.

use std::sync::LazyLock;

use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use super::{
    negotiation::Preferred,
    problem::{Kind, Problem},
};

const SCRIPT: &str = "text/javascript; charset=utf-8";
/// A script that is no module of the chat. Written otherwise than [`SCRIPT`], so that the two can be told apart.
const PAGE_SCRIPT: &str = "text/javascript;charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const IMAGE: &str = "image/svg+xml";

/// Of the current fingerprint: never asked for again.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Of another fingerprint, as a page from before an update asks for it: the current file, to be asked for each time.
const FOR_NOW: &str = "no-cache";

struct Asset {
    name: &'static str,
    media_type: &'static str,
    content: &'static str,
}

macro_rules! asset {
    ($name:literal, $media_type:expr) => {
        Asset { name: $name, media_type: $media_type, content: include_str!(concat!("../../assets/", $name)) }
    };
}

/// All files. Styles stand in the order in which a page takes them.
static ASSETS: [Asset; 25] = [
    asset!("tokens.css", STYLE),
    asset!("frame.css", STYLE),
    asset!("panel.css", STYLE),
    asset!("chat.css", STYLE),
    asset!("page.css", STYLE),
    asset!("chat.js", SCRIPT),
    asset!("answer.js", SCRIPT),
    asset!("api.js", SCRIPT),
    asset!("card.js", SCRIPT),
    asset!("colour.js", SCRIPT),
    asset!("conversation.js", SCRIPT),
    asset!("dom.js", SCRIPT),
    asset!("events.js", SCRIPT),
    asset!("following.js", SCRIPT),
    asset!("history.js", SCRIPT),
    asset!("history-view.js", SCRIPT),
    asset!("input.js", SCRIPT),
    asset!("language.js", SCRIPT),
    asset!("model.js", SCRIPT),
    asset!("rating.js", SCRIPT),
    asset!("shell.js", SCRIPT),
    asset!("tools.js", SCRIPT),
    asset!("card-page.js", PAGE_SCRIPT),
    asset!("widget.js", PAGE_SCRIPT),
    asset!("mark.svg", IMAGE),
];

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

/// The addresses of the styles, in order.
pub(super) fn sheets() -> impl Iterator<Item = String> {
    of_type(STYLE)
}

/// The addresses of the chat's modules, so that a page can load them all at once.
pub(super) fn modules() -> impl Iterator<Item = String> {
    of_type(SCRIPT)
}

fn of_type(media_type: &'static str) -> impl Iterator<Item = String> {
    ASSETS.iter().filter(move |asset| asset.media_type == media_type).map(|asset| address(asset.name))
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
    Ok((common, [(header::CONTENT_TYPE, asset.media_type)], asset.content).into_response())
}

/// The one script of a portal's page. Its address never changes, so it is asked for each time; it names the current modules.
async fn widget() -> impl IntoResponse {
    static WIDGET: LazyLock<String> = LazyLock::new(|| {
        let files: Vec<String> = modules().collect();
        let list = serde_json::to_string(&files).expect("addresses are always JSON").replace('"', "\\\"");
        include_str!("../../assets/widget.js").replace("{files}", &list)
    });
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
        let of_chat = ASSETS.iter().filter(|asset| asset.media_type == SCRIPT || asset.media_type == STYLE);
        let packed = |asset: &Asset| {
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            packer.write_all(asset.content.as_bytes()).unwrap();
            packer.finish().unwrap().len()
        };
        let sum: usize = of_chat.map(packed).sum();
        assert!(sum < WIDGET, "{sum} bytes");
    }

    #[test]
    fn every_module_that_is_imported_is_served() {
        for asset in ASSETS.iter().filter(|asset| asset.media_type == SCRIPT) {
            for line in asset.content.lines().filter(|line| line.starts_with("import ")) {
                let name = line.split('"').nth(1).unwrap().strip_prefix("./").unwrap();
                assert!(ASSETS.iter().any(|asset| asset.name == name), "{}: {line}", asset.name);
            }
        }
    }

    #[test]
    fn no_script_turns_text_into_markup() {
        for asset in &ASSETS {
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
