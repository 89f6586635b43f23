//! When the program is asked to end.

/// Ends when the process is asked to end: SIGTERM from a supervisor, SIGINT from a keyboard.
///
/// May be awaited again for a second signal.
///
/// # Errors
/// The system does not let signals be watched.
pub async fn requested() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            _ = terminate.recv() => Ok(()),
            interrupted = tokio::signal::ctrl_c() => interrupted,
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
