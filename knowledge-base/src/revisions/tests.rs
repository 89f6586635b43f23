use super::*;

fn files(list: &[(&str, &str)]) -> Files {
    list.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

#[tokio::test]
async fn only_what_changed_gets_a_revision_and_everything_can_be_read_back() {
    let revisions = Revisions::in_memory().await.unwrap();
    assert_eq!(revisions.published().await.unwrap(), None);
    let first = files(&[("a/one.yaml", "one"), ("a/two.yaml", "two")]);
    assert_eq!(revisions.publish(&first, "editor", "first").await.unwrap().unwrap().id, 1);
    assert_eq!(revisions.publish(&first, "editor", "again").await.unwrap(), None);
    let second = files(&[("a/one.yaml", "one, mended"), ("b/three.yaml", "three")]);
    let publication = revisions.publish(&second, "clerk", "").await.unwrap().unwrap();
    assert_eq!(publication.fingerprint, second.fingerprint());
    assert_eq!(revisions.last().await.unwrap(), Some(publication));
    assert_eq!(revisions.published().await.unwrap(), Some(second));

    let texts = |history: Vec<Revision>| -> Vec<(i64, Option<String>)> {
        history.into_iter().map(|revision| (revision.number, revision.text)).collect()
    };
    let one = texts(revisions.history("a/one.yaml").await.unwrap());
    assert_eq!(one, [(2, Some("one, mended".to_owned())), (1, Some("one".to_owned()))]);
    let two = texts(revisions.history("a/two.yaml").await.unwrap());
    assert_eq!(two, [(2, None), (1, Some("two".to_owned()))]);
    assert_eq!(revisions.files_named("two.yaml").await.unwrap(), ["a/two.yaml"]);

    // A file that comes back goes on with its numbers.
    revisions.publish(&first, "editor", "back").await.unwrap();
    assert_eq!(texts(revisions.history("a/two.yaml").await.unwrap())[0], (3, Some("two".to_owned())));
}

#[tokio::test]
async fn revisions_outlive_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("records.sqlite");
    let kept = files(&[("one.yaml", "one")]);
    let revisions = Revisions::open(&path).await.unwrap();
    revisions.publish(&kept, "editor", "").await.unwrap();
    revisions.close().await;
    assert_eq!(Revisions::open(&path).await.unwrap().published().await.unwrap(), Some(kept));
    let nowhere = Revisions::open(Path::new("/no/such/folder/records.sqlite")).await;
    assert!(matches!(nowhere, Err(RevisionError::Unopened { .. })));
}

#[test]
fn a_difference_shows_what_went_and_what_came() {
    let lines = difference("a\nb\nc\nd\n", "a\nb\nX\nd\n");
    let [from, same, removed, added, after] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((from, same), (&Line::From(2), &Line::Same("b".to_owned())));
    assert_eq!((removed, added), (&Line::Removed("c".to_owned()), &Line::Added("X".to_owned())));
    assert_eq!(after, &Line::Same("d".to_owned()));
}
