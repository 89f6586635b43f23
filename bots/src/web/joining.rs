//! The modules of the chat as one script, and its styles as one sheet: joined when they are first asked for, so that a page takes
//! few files and nobody runs a build step.
//!
//! What a module may use is little, and checked: `import { … } from "./….js";` in one line at its beginning, and `export` before a
//! function, a class or a constant. Each module becomes a function that gives its exports, so names stay apart as they were.

use std::fmt::Write as _;

/// A module by its file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Module {
    /// Its name, such as `dom.js`.
    pub(super) name: &'static str,
    /// Its text.
    pub(super) text: &'static str,
}

/// Joins a module with all that it imports.
///
/// # Errors
/// What is written otherwise than is understood here, with the module and the line.
pub(super) fn script(modules: &[Module], entry: &str) -> Result<String, String> {
    let mut joined = Joined { modules, under_way: Vec::new(), done: Vec::new(), text: String::new() };
    joined.add(entry)?;
    match modules.iter().find(|module| !joined.done.contains(&module.name)) {
        Some(module) => Err(format!("{} is imported by none", module.name)),
        None => Ok(joined.text),
    }
}

/// Joins sheets in their order.
pub(super) fn sheet(sheets: &[&str]) -> String {
    sheets.join("\n")
}

struct Joined<'a> {
    modules: &'a [Module],
    under_way: Vec<&'static str>,
    done: Vec<&'static str>,
    text: String,
}

impl Joined<'_> {
    /// Adds a module behind what it imports, once.
    fn add(&mut self, name: &str) -> Result<(), String> {
        let module = *self.modules.iter().find(|module| module.name == name).ok_or(format!("there is no {name}"))?;
        if self.done.contains(&module.name) {
            return Ok(());
        }
        if self.under_way.contains(&module.name) {
            return Err(format!("{name} imports itself by way of others"));
        }
        self.under_way.push(module.name);
        let (mut body, mut exports) = (String::new(), Vec::new());
        for line in module.text.lines() {
            let wrong = || format!("{name}: {line}");
            if let Some(import) = line.strip_prefix("import ") {
                let (names, from) = import_of(import).ok_or_else(wrong)?;
                self.add(from)?;
                let _ = writeln!(body, "const {names} = {};", variable(from));
            } else if let Some(declared) = line.strip_prefix("export ") {
                exports.push(declared_name(declared).ok_or_else(wrong)?);
                let _ = writeln!(body, "{declared}");
            } else {
                let _ = writeln!(body, "{line}");
            }
        }
        self.done.push(module.name);
        let exports = exports.join(", ");
        let _ = write!(self.text, "const {} = (() => {{\n{body}return {{ {exports} }};\n}})();\n", variable(name));
        Ok(())
    }
}

/// `{ a, b } from "./c.js";` as its names with their braces, and its file.
fn import_of(import: &str) -> Option<(&str, &str)> {
    let (names, from) = import.strip_suffix("\";")?.split_once(" from \"./")?;
    let is_list = names.starts_with("{ ") && names.ends_with(" }") && !names.contains(" as ");
    is_list.then_some((names, from))
}

/// The name that a line declares.
fn declared_name(line: &str) -> Option<&str> {
    let kinds = ["async function* ", "async function ", "function ", "class ", "const "];
    let rest = kinds.iter().find_map(|kind| line.strip_prefix(kind))?;
    let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric())?;
    (end > 0).then(|| &rest[..end])
}

/// The name of what a module gives; no module writes such names.
fn variable(file: &str) -> String {
    format!("${}", file.trim_end_matches(".js").replace('-', "_"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const BASE: Module = Module { name: "base-name.js", text: "const A = 1;\nexport function b() {\n  return A;\n}\n" };

    fn joined(text: &'static str) -> Result<String, String> {
        script(&[Module { name: "main.js", text }, BASE], "main.js")
    }

    #[test]
    fn a_module_comes_behind_what_it_imports_and_keeps_its_names_to_itself() {
        let script = joined("import { b } from \"./base-name.js\";\n\nconst A = 2;\nb();").unwrap();
        let base = "const $base_name = (() => {\nconst A = 1;\nfunction b() {\n  return A;\n}\nreturn { b };\n})();\n";
        let main = "const $main = (() => {\nconst { b } = $base_name;\n\nconst A = 2;\nb();\nreturn {  };\n})();\n";
        assert_eq!(script, format!("{base}{main}"));
    }

    #[test]
    fn a_module_stands_once_however_often_it_is_imported() {
        let twice = "import { b } from \"./base-name.js\";\nimport { b } from \"./base-name.js\";";
        assert_eq!(joined(twice).unwrap().matches("function b()").count(), 1);
    }

    #[test]
    fn what_is_not_understood_is_refused_with_its_line() {
        for wrong in [
            "import b from \"./base-name.js\";",
            "import { b as c } from \"./base-name.js\";",
            "import { b } from \"https://elsewhere.example/b.js\";",
            "import {\n  b,\n} from \"./base-name.js\";",
            "import { b } from \"./no-such.js\";",
            "import { b } from \"./main.js\";",
            "import { b } from \"./base-name.js\";\nexport default b;",
            "b();",
        ] {
            assert!(joined(wrong).is_err(), "{wrong}");
        }
    }
}
