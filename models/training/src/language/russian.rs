//! Russian typed in Latin letters, as people do it: everyone by rules of their own.

use rand::{RngExt as _, rngs::StdRng};

/// What a person writes for the letters on which people differ.
#[derive(Clone, Copy, Debug)]
pub struct Habit {
    zhe: &'static str,
    short_i: &'static str,
    kha: &'static str,
    tse: &'static str,
    shcha: &'static str,
    yery: &'static str,
    soft: &'static str,
    yo: &'static str,
    yu: &'static str,
    ya: &'static str,
    first_ye: &'static str,
}

impl Habit {
    /// Draws a person.
    pub fn draw(random: &mut StdRng) -> Self {
        fn one(random: &mut StdRng, of: &[&'static str]) -> &'static str {
            of[random.random_range(0..of.len())]
        }
        Self {
            zhe: one(random, &["zh", "zh", "zh", "j"]),
            short_i: one(random, &["y", "y", "i", "j"]),
            kha: one(random, &["h", "h", "kh", "x"]),
            tse: one(random, &["ts", "ts", "c"]),
            shcha: one(random, &["sch", "shch", "sh", "w"]),
            yery: one(random, &["y", "y", "i"]),
            soft: one(random, &["", "", "", "'"]),
            yo: one(random, &["e", "yo", "jo"]),
            yu: one(random, &["yu", "yu", "ju", "u", "iu"]),
            ya: one(random, &["ya", "ya", "ja", "ia"]),
            first_ye: one(random, &["e", "e", "ye"]),
        }
    }

    /// Writes a Russian text in Latin letters, in lower case.
    #[must_use]
    pub fn write(&self, text: &str) -> String {
        let mut written = String::with_capacity(text.len());
        let mut before = ' ';
        for letter in text.chars().flat_map(char::to_lowercase) {
            match letter {
                'а' => written.push('a'),
                'б' => written.push('b'),
                'в' => written.push('v'),
                'г' => written.push('g'),
                'д' => written.push('d'),
                'е' if !before.is_alphabetic() => written.push_str(self.first_ye),
                'е' | 'э' => written.push('e'),
                'ё' => written.push_str(self.yo),
                'ж' => written.push_str(self.zhe),
                'з' => written.push('z'),
                'и' => written.push('i'),
                'й' => written.push_str(self.short_i),
                'к' => written.push('k'),
                'л' => written.push('l'),
                'м' => written.push('m'),
                'н' => written.push('n'),
                'о' => written.push('o'),
                'п' => written.push('p'),
                'р' => written.push('r'),
                'с' => written.push('s'),
                'т' => written.push('t'),
                'у' => written.push('u'),
                'ф' => written.push('f'),
                'х' => written.push_str(self.kha),
                'ц' => written.push_str(self.tse),
                'ч' => written.push_str("ch"),
                'ш' => written.push_str("sh"),
                'щ' => written.push_str(self.shcha),
                'ъ' => {}
                'ы' => written.push_str(self.yery),
                'ь' => written.push_str(self.soft),
                'ю' => written.push_str(self.yu),
                'я' => written.push_str(self.ya),
                other => written.push(other),
            }
            before = letter;
        }
        written
    }
}

/// Writes with the habit of somebody drawn.
pub fn in_latin(text: &str, random: &mut StdRng) -> String {
    Habit::draw(random).write(text)
}
