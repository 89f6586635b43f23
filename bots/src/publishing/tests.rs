use std::fs;

use knowledge_base::revisions::Revisions;

use super::*;

/// The project's own records in a folder that a test may change.
fn copied() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge-base/records");
    for (path, text) in Files::read(&from).unwrap().iter() {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

async fn publishing(folder: &tempfile::TempDir) -> Publishing {
    Publishing { revisions: Revisions::in_memory().await.unwrap(), folder: folder.path().to_owned() }
}

#[tokio::test]
async fn a_broken_file_leaves_the_published_state_and_says_why() {
    let folder = copied();
    let publishing = publishing(&folder).await;
    let (base, problem) = publishing.start().await.unwrap();
    assert!(problem.is_none());
    fs::write(folder.path().join("tax/broken.yaml"), "id: broken\n").unwrap();
    assert!(matches!(publishing.publish("editor", "").await, Err(PublishError::Records(_))));
    let (again, problem) = publishing.start().await.unwrap();
    assert_eq!(again.fingerprint(), base.fingerprint());
    assert!(problem.unwrap().to_string().contains("tax/broken.yaml"));
    let standing = publishing.standing().await.unwrap();
    assert_eq!(standing.changed, [("tax/broken.yaml".to_owned(), Change::Added)]);
    assert!(!standing.problems.is_empty());
}

#[tokio::test]
async fn without_a_published_state_a_broken_file_stops_the_start() {
    let folder = copied();
    fs::write(folder.path().join("bhm.yaml"), "[]").unwrap();
    assert!(matches!(publishing(&folder).await.start().await, Err(PublishError::Records(_))));
}

#[tokio::test]
async fn what_is_published_stands_and_nothing_is_published_twice() {
    let folder = copied();
    let publishing = publishing(&folder).await;
    assert!(publishing.publish("editor", "first").await.unwrap().is_some());
    assert!(publishing.publish("editor", "second").await.unwrap().is_none());
    let standing = publishing.standing().await.unwrap();
    assert_eq!((standing.changed.len(), standing.problems.len()), (0, 0));
    assert_eq!(standing.last.unwrap().author, "editor");
}
