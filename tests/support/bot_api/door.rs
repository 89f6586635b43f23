//! The HTTP of the Bot API: calls in, replies out, and lines that break.

use std::{
    io::{self, BufRead, BufReader, Write as _},
    net::{Shutdown, TcpStream},
    thread,
    time::Instant,
};

use serde_json::{Map, Value, json};

use super::{BotApi, Call, Fault, methods};

/// A reply: its status and its body.
pub(super) struct Reply(pub(super) u16, pub(super) String);

impl Reply {
    pub(super) fn good(result: &Value) -> Self {
        Self(200, json!({ "ok": true, "result": result }).to_string())
    }

    pub(super) fn bad(status: u16, description: &str) -> Self {
        Self(status, json!({ "ok": false, "error_code": status, "description": description }).to_string())
    }
}

/// Serves the calls of one connection.
pub(super) fn serve(api: &BotApi, stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    while let Some((path, kind, body)) = read(&mut reader)? {
        let method = path.rsplit('/').next().unwrap_or_default().to_owned();
        if !path.starts_with(&format!("/bot{}/", BotApi::TOKEN)) {
            write(&mut writer, &Reply::bad(401, "Unauthorized"))?;
            continue;
        }
        let parameters = parameters(&kind, &body);
        let fault = note(api, &method, &parameters);
        let reply = match fault {
            Some(Fault::Cut) => return writer.shutdown(Shutdown::Both),
            Some(Fault::SlowCut(time)) => {
                thread::sleep(time);
                return writer.shutdown(Shutdown::Both);
            }
            Some(Fault::RetryAfter(seconds)) => {
                let description = format!("Too Many Requests: retry after {seconds}");
                let body = json!({ "ok": false, "error_code": 429, "description": description,
                    "parameters": { "retry_after": seconds } });
                Reply(429, body.to_string())
            }
            Some(Fault::Status(status, description)) => Reply::bad(status, description),
            Some(Fault::BrokenProxy) => Reply(502, "<html><body>502 Bad Gateway</body></html>".to_owned()),
            Some(Fault::Slow(time)) => {
                thread::sleep(time);
                methods::call(api, &method, &parameters)
            }
            None => methods::call(api, &method, &parameters),
        };
        api.shared.changed.notify_all();
        write(&mut writer, &reply)?;
    }
    Ok(())
}

/// Writes a call down; the fault that it is to have.
fn note(api: &BotApi, method: &str, parameters: &Value) -> Option<Fault> {
    let mut state = api.state();
    let place = state.faults.iter().position(|(of, _)| of.eq_ignore_ascii_case(method));
    let fault = if state.away { Some(Fault::Cut) } else { place.map(|place| state.faults.remove(place).1) };
    let done = matches!(fault, None | Some(Fault::Slow(_)));
    let (method, parameters) = (method.to_owned(), parameters.clone());
    state.calls.push(Call { method, parameters, at: Instant::now(), done });
    drop(state);
    api.shared.changed.notify_all();
    fault
}

/// The path, the content type and the body of the next request; `None` at the end of the connection.
fn read(reader: &mut impl BufRead) -> io::Result<Option<(String, String, Vec<u8>)>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let (mut length, mut kind, mut chunked) = (0, String::new(), false);
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().unwrap_or_default(),
            "content-type" => kind = value.trim().to_owned(),
            "transfer-encoding" => chunked = value.trim().eq_ignore_ascii_case("chunked"),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    while chunked {
        line.clear();
        reader.read_line(&mut line)?;
        let size = usize::from_str_radix(line.trim(), 16).unwrap_or_default();
        let mut chunk = vec![0; size + 2];
        reader.read_exact(&mut chunk)?;
        body.extend_from_slice(&chunk[..size]);
        chunked = size > 0;
    }
    Ok(Some((path, kind, body)))
}

/// What was sent: JSON, or the fields of a form.
fn parameters(kind: &str, body: &[u8]) -> Value {
    let Some(boundary) = kind.split("boundary=").nth(1) else {
        return serde_json::from_slice(body).unwrap_or(Value::Null);
    };
    let text = String::from_utf8_lossy(body);
    let mut fields = Map::new();
    for part in text.split(&format!("--{}", boundary.trim_matches('"'))) {
        let Some((head, value)) = part.split_once("\r\n\r\n") else { continue };
        let name = head.split("name=\"").nth(1).and_then(|rest| rest.split('"').next());
        let value = value.trim_end_matches("\r\n");
        if let Some(name) = name {
            fields.insert(name.to_owned(), serde_json::from_str(value).unwrap_or_else(|_| value.into()));
        }
    }
    Value::Object(fields)
}

fn write(writer: &mut TcpStream, Reply(status, body): &Reply) -> io::Result<()> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} -\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n");
    writer.write_all(format!("{head}{body}").as_bytes())
}
