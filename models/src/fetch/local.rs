//! The first source: a folder of the machine, an archive of the operator, a mounted disk.

use std::{fs, fs::File, path::Path};

use super::{
    FetchError, SourceError, Watch,
    landing::{self, Expected, Landing},
};

/// Takes `<folder>/<id>/<file>` or `<folder>/<file>`: by a hard link on the same disk, by copying from another one.
pub(super) fn fetch(folder: &Path, id: &str, landing: &Landing, watch: &mut Watch<'_>) -> Result<(), SourceError> {
    let candidates = [folder.join(id).join(landing.name()), folder.join(landing.name())];
    let Some(found) = candidates.iter().find(|path| path.is_file()) else {
        return Err(SourceError::NotThere(landing.name().to_owned()));
    };
    landing.discard()?;
    let part = landing.part();
    if fs::hard_link(found, &part).is_err() {
        let total = fs::metadata(found).map_or(0, |metadata| metadata.len());
        landing.check_space(Some(total))?;
        let mut source = File::open(found).map_err(|error| FetchError::cache(found, error))?;
        let mut target = File::create(&part).map_err(|error| FetchError::cache(&part, error))?;
        landing::copy(&mut source, &mut target, &part, 0, watch)?;
    }
    landing.land(Expected::default(), watch)
}
