use super::*;

fn sources(variables: &[(&str, &str)]) -> Sources {
    let mut all = vec![("HOME".to_owned(), "/home/aziza".to_owned()), ("PATH".to_owned(), "/bin".to_owned())];
    all.extend(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    Sources { file: None, folder: PathBuf::from("/nowhere"), variables: all }
}

fn with_file(text: &str, variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    std::fs::write(&file, text).unwrap();
    Settings::read(&Sources { file: Some(file), ..sources(variables) })
}

fn refused(result: Result<Settings, SettingsError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn the_embedded_defaults_alone_are_enough() {
    let settings = Settings::read(&sources(&[])).unwrap();
    assert_eq!(settings.listen, "127.0.0.1:8080".parse().unwrap());
    assert_eq!(settings.records, Path::new("knowledge-base/records"));
    assert_eq!(settings.data, Path::new("/home/aziza/.local/share/yordamchi"));
    assert_eq!(settings.cache, Path::new("/home/aziza/.cache/yordamchi"));
    assert_eq!(settings.database, Database::File(settings.data.join("conversations.sqlite")));
    assert_eq!(settings.retention, Some(Duration::from_secs(90 * 86_400)));
    assert_eq!(settings.model.wanted, Wanted::Automatic);
    assert_eq!(settings.model.prefix_disk_bytes, 0);
    assert_eq!((settings.model.embedder, settings.model.reranker), (None, None));
    let roomy = Settings::read(&sources(&[("YORDAMCHI_MODEL_PREFIX_DISK_MIB", "512")])).unwrap();
    assert_eq!(roomy.model.prefix_disk_bytes, 512 << 20);
}

#[test]
fn the_limits_of_the_web_are_the_same_in_code_and_file() {
    assert_eq!(Settings::read(&sources(&[])).unwrap().web, WebSettings::default());
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    let file = "listen = \"127.0.0.1:1000\"\nretention_days = 7\n[web]\nbody_limit = 4096\n";
    let settings =
        with_file(file, &[("YORDAMCHI_LISTEN", "0.0.0.0:0"), ("YORDAMCHI_WEB__LONGEST_QUESTION", "50")]).unwrap();
    assert_eq!(settings.listen, "0.0.0.0:0".parse().unwrap());
    assert_eq!(settings.retention, Some(Duration::from_secs(7 * 86_400)));
    assert_eq!(settings.web.body_limit, 4096);
    assert_eq!(settings.web.longest_question, 50);
    assert_eq!(settings.web.questions_per_minute, 30);
}

#[test]
fn an_unknown_key_is_refused_with_its_name_and_its_place() {
    let of_file = refused(with_file("lisen = \"127.0.0.1:1\"\n", &[]));
    assert!(of_file.contains("`lisen`") && of_file.contains("settings.toml"), "{of_file}");
    let of_section = refused(with_file("[web]\nbody = 1\n", &[]));
    assert!(of_section.contains("`web.body`") && of_section.contains("body_limit"), "{of_section}");
    let of_environment = refused(Settings::read(&sources(&[("YORDAMCHI_WEB__BODY", "1")])));
    assert!(
        of_environment.contains("`web.body`") && of_environment.contains("YORDAMCHI_WEB__BODY"),
        "{of_environment}"
    );
}

#[test]
fn a_value_of_another_kind_is_refused_with_its_key_and_its_place() {
    let of_file = refused(with_file("retention_days = \"long\"\n", &[]));
    assert!(of_file.contains("`retention_days`") && of_file.contains("settings.toml"), "{of_file}");
    let of_environment = refused(Settings::read(&sources(&[("YORDAMCHI_FETCH__HUB", "perhaps")])));
    assert!(of_environment.contains("YORDAMCHI_FETCH__HUB"), "{of_environment}");
    let section = refused(Settings::read(&sources(&[("YORDAMCHI_WEB", "3")])));
    assert!(section.contains("`web`"), "{section}");
}

#[test]
fn a_text_of_digits_in_the_environment_stays_a_text() {
    let settings = Settings::read(&sources(&[("YORDAMCHI_RECORDS", "2026")])).unwrap();
    assert_eq!(settings.records, Path::new("2026"));
}

#[test]
fn a_list_can_be_given_in_the_environment() {
    let variable = ("YORDAMCHI_WEB__FRAME_ANCESTORS", "[\"'self'\", \"https://portal.example.uz\"]");
    let settings = Settings::read(&sources(&[variable])).unwrap();
    assert_eq!(settings.web.frame_ancestors, ["'self'", "https://portal.example.uz"]);
}

#[test]
fn values_out_of_range_are_refused_with_what_they_have_to_be() {
    for (name, given, key) in [
        ("YORDAMCHI_LISTEN", "localhost", "listen"),
        ("YORDAMCHI_ENGINE", "magic", "engine"),
        ("YORDAMCHI_DATABASE", "postgres://db", "database"),
        ("YORDAMCHI_DATABASE", "mysql://db/chat", "database"),
        ("YORDAMCHI_LOG__FORMAT", "xml", "log.format"),
        ("YORDAMCHI_LOG__LEVEL", "a=b=c", "log.level"),
        ("YORDAMCHI_WEB__QUESTIONS_PER_MINUTE", "0", "web.questions_per_minute"),
        ("YORDAMCHI_WEB__FRAME_ANCESTORS", "[\"x; script-src *\"]", "web.frame_ancestors"),
        ("YORDAMCHI_MODEL_PREFIX_DISK_MIB", "1048577", "model_prefix_disk_mib"),
        ("YORDAMCHI_RECORDS", "", "records"),
    ] {
        let error = refused(Settings::read(&sources(&[(name, given)])));
        assert!(error.contains(&format!("`{key}`")) && error.contains("must be") || key == "records", "{error}");
    }
}

#[test]
fn folders_follow_the_base_directories_and_ignore_relative_ones() {
    let variables = [("XDG_DATA_HOME", "/srv/data"), ("XDG_CACHE_HOME", "cache")];
    let settings = Settings::read(&sources(&variables)).unwrap();
    assert_eq!(settings.data, Path::new("/srv/data/yordamchi"));
    assert_eq!(settings.cache, Path::new("/home/aziza/.cache/yordamchi"));
}

#[test]
fn without_a_home_the_folder_has_to_be_set() {
    let nobody = Sources { variables: Vec::new(), ..sources(&[]) };
    assert!(refused(Settings::read(&nobody)).contains("HOME"));
}

#[test]
fn a_database_is_named_by_its_url() {
    for (url, file) in [("sqlite:chat.db", "chat.db"), ("sqlite:///srv/chat.db", "/srv/chat.db")] {
        let settings = Settings::read(&sources(&[("YORDAMCHI_DATABASE", url)])).unwrap();
        assert_eq!(settings.database, Database::File(PathBuf::from(file)));
    }
    let server = "postgres://aziza:very-secret@db:5432/chat";
    let settings = Settings::read(&sources(&[("YORDAMCHI_DATABASE", server)])).unwrap();
    assert_eq!(settings.database.to_string(), "postgres://db:5432/chat");
    assert!(!format!("{settings:?}").contains("very-secret"));
    let refused = refused(Settings::read(&sources(&[("YORDAMCHI_DATABASE", "postgres://aziza:very-secret@db")])));
    assert!(refused.contains("`database`") && !refused.contains("very-secret"), "{refused}");
}

#[test]
fn a_named_file_has_to_be_there() {
    let missing = Sources { file: Some(PathBuf::from("/nowhere/yordamchi.toml")), ..sources(&[]) };
    assert!(refused(Settings::read(&missing)).contains("/nowhere/yordamchi.toml"));
}

/// Settings of an index on a server, with one more variable.
fn on_server(name: &str, given: &str) -> Result<Settings, SettingsError> {
    Settings::read(&sources(&[("YORDAMCHI_QDRANT_URL", "http://10.0.0.5:6334"), (name, given)]))
}

#[test]
fn the_index_lies_in_the_data_folder_unless_a_server_is_named() {
    let settings = Settings::read(&sources(&[("YORDAMCHI_DATA", "/srv/data")])).unwrap();
    assert_eq!(settings.index, Place::Folder(PathBuf::from("/srv/data/index")));
    let settings = on_server("YORDAMCHI_QDRANT_SHARDS", "3").unwrap();
    let Place::Server(server) = settings.index else { panic!("{:?}", settings.index) };
    assert_eq!((server.url.as_str(), server.collection.as_str()), ("http://10.0.0.5:6334", "yordamchi"));
    assert_eq!((server.shards, server.replicas, server.api_key), (3, 1, None));
    assert_eq!(server.timeout, Duration::from_secs(2));
}

#[test]
fn the_key_of_the_server_is_never_printed() {
    let settings = on_server("YORDAMCHI_QDRANT_API_KEY", "very-secret").unwrap();
    let Place::Server(server) = &settings.index else { panic!("{:?}", settings.index) };
    assert!(server.api_key.is_some());
    assert!(!format!("{settings:?}").contains("very-secret"));
    let refused = refused(on_server("YORDAMCHI_QDRANT_API_KEY", "a secret with\nlines"));
    assert!(refused.contains("`qdrant_api_key`") && !refused.contains("secret"), "{refused}");
}

#[test]
fn a_server_that_cannot_be_asked_is_refused_with_what_it_has_to_be() {
    for (name, given, key) in [
        ("YORDAMCHI_QDRANT_COLLECTION", "o\u{2bb}zbek/1", "qdrant_collection"),
        ("YORDAMCHI_QDRANT_SHARDS", "0", "qdrant_shards"),
        ("YORDAMCHI_QDRANT_REPLICAS", "100", "qdrant_replicas"),
        ("YORDAMCHI_QDRANT_TIMEOUT_MS", "1", "qdrant_timeout_ms"),
    ] {
        let error = refused(on_server(name, given));
        assert!(error.contains(&format!("`{key}`")) && error.contains("must be"), "{error}");
    }
    let error = refused(Settings::read(&sources(&[("YORDAMCHI_QDRANT_URL", "http://me:password@host:6334")])));
    assert!(error.contains("`qdrant_url`") && !error.contains("password"), "{error}");
}

#[test]
fn an_origin_is_written_as_browsers_send_it() {
    let web = |origin: &str| with_file(&format!("[web]\nallowed_origins = [\"{origin}\"]\n"), &[]);
    for good in ["https://portal.example.uz", "http://127.0.0.1:8090", "*"] {
        assert_eq!(web(good).unwrap().web.allowed_origins, [good]);
    }
    for bad in
        ["portal.example.uz", "https://portal.example.uz/", "https://Portal.example.uz", "https://", "https://a b"]
    {
        let refused = refused(web(bad));
        assert!(refused.contains("web.allowed_origins") && refused.contains("without a path"), "{refused}");
    }
}

fn with_remote(name: &str, given: &str) -> Result<Settings, SettingsError> {
    let usual = [
        ("YORDAMCHI_REMOTE__URL", "http://10.0.0.7:8000"),
        ("YORDAMCHI_REMOTE__MODEL", "gemma"),
        ("YORDAMCHI_REMOTE__KEY", "secret-key"),
        ("YORDAMCHI_REMOTE__LANGUAGES", "[\"ru\", \"en\"]"),
    ];
    let kept = usual.into_iter().filter(|(key, _)| *key != name);
    Settings::read(&sources(&kept.chain([(name, given)]).collect::<Vec<_>>()))
}

#[test]
fn a_model_on_a_server_is_named_with_its_languages_and_its_key_never_printed() {
    let settings = with_remote("UNUSED", "").unwrap();
    let remote = settings.remote.clone().unwrap();
    assert_eq!(remote.settings.url.to_string(), "http://10.0.0.7:8000/v1");
    assert_eq!(remote.languages, [knowledge_base::Language::Ru, knowledge_base::Language::En]);
    assert!(!format!("{settings:?}").contains("secret-key"));
    assert!(with_remote("YORDAMCHI_REMOTE__URL", "").unwrap().remote.is_none());
}

#[test]
fn a_model_on_a_server_that_cannot_be_asked_is_refused_with_what_it_has_to_be() {
    for (name, given, key) in [
        ("YORDAMCHI_REMOTE__URL", "ftp://10.0.0.7", "remote.url"),
        ("YORDAMCHI_REMOTE__MODEL", " ", "remote.model"),
        ("YORDAMCHI_REMOTE__KEY", "two words", "remote.key"),
        ("YORDAMCHI_REMOTE__LANGUAGES", "[]", "remote.languages"),
        ("YORDAMCHI_REMOTE__LANGUAGES", "[\"tr\"]", "remote.languages"),
    ] {
        let error = refused(with_remote(name, given));
        assert!(error.contains(&format!("`{key}`")), "{error}");
    }
    let error = refused(with_remote("YORDAMCHI_REMOTE__URL", "http://user:password@10.0.0.7"));
    assert!(!error.contains("password@"), "{error}");
}

/// Settings of a bot, with one more variable.
fn of_bot(name: &str, given: &str) -> Result<Settings, SettingsError> {
    Settings::read(&sources(&[("YORDAMCHI_TELEGRAM__TOKEN", "123456:AAvery-secret_1"), (name, given)]))
}

#[test]
fn without_a_token_there_is_no_bot() {
    assert!(Settings::read(&sources(&[])).unwrap().telegram.is_none());
    let bot = of_bot("YORDAMCHI_LISTEN", "127.0.0.1:0").unwrap().telegram.unwrap();
    assert_eq!((bot.token.bot(), bot.messages_per_second), (123_456, 30));
    assert_eq!(bot.api_url.as_str(), "https://api.telegram.org/");
    assert!(bot.webhook.is_none());
}

#[test]
fn secrets_of_the_bot_are_never_printed() {
    let settings = of_bot("YORDAMCHI_TELEGRAM__WEBHOOK_URL", "https://yordamchi.example.uz").unwrap();
    let secret = settings.telegram.clone().unwrap().webhook.unwrap().secret;
    assert_eq!(secret.len(), 64);
    let printed = format!("{settings:?}");
    assert!(!printed.contains("very-secret") && !printed.contains(&secret), "{printed}");
    let refused = refused(Settings::read(&sources(&[("YORDAMCHI_TELEGRAM__TOKEN", "my secret")])));
    assert!(refused.contains("`telegram.token`") && !refused.contains("secret"), "{refused}");
}

#[test]
fn a_bot_that_cannot_work_is_refused_with_what_it_has_to_be() {
    for (name, given, key) in [
        ("YORDAMCHI_TELEGRAM__API_URL", "api.telegram.org", "telegram.api_url"),
        ("YORDAMCHI_TELEGRAM__WEBHOOK_URL", "https://me:password@host", "telegram.webhook_url"),
        ("YORDAMCHI_TELEGRAM__MESSAGES_PER_SECOND", "0", "telegram.messages_per_second"),
    ] {
        let error = refused(of_bot(name, given));
        assert!(error.contains(&format!("`{key}`")) && error.contains("must be"), "{error}");
        assert!(!error.contains("password"), "{error}");
    }
}
