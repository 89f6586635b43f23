//! Everyday words that alone make a whole message; tables of letter groups are seldom sure of one short word.

use knowledge_base::Language;

/// What an everyday word counts for its language, in nats.
const WORTH: f64 = 2.0;

const LATIN: [(Language, &str); 2] = [
    (
        Language::Uz,
        "salom assalomu alaykum aleykum rahmat raxmat xayr hayr ha yoq men sen siz biz ular bu shu nima nimaga kim qanday qanaqa qanaqasiga \
         qancha qanchaga necha nechpul qayerda qayerga qaerda qaerga qachon nega narxi narxini muddati hujjat hujjatlar hujjatlari va yoki \
         bilan uchun kerak kerakmi bor bormi emas edi ekan boladi boladimi mumkin mumkinmi olaman bersangiz ayting bering iltimos xop mayli \
         tolov manzil manzili yordam",
    ),
    (
        Language::En,
        "hello hi hey thanks thank you bye yes no i he she we they this that what who how which where when why and or with for need is \
         are was will can the a my your give tell me please price fee fees cost time documents document recipe help ok",
    ),
];

const CYRILLIC: [(Language, &str); 2] = [
    (
        Language::Uz,
        "салом ассалому алайкум алейкум рахмат хайр ха йук мен сен сиз биз улар бу шу нима нимага ким кандай канака канча канчага неча \
         каерда каерга качон нега нархи нархини муддати хужжат хужжатлар хужжатлари ва ёки билан учун керак керакми бор борми эмас эди \
         экан булади буладими мумкин мумкинми оламан берсангиз айтинг беринг илтимос хоп майли тулов манзил манзили ёрдам",
    ),
    (
        Language::Ru,
        "привет здравствуйте здрасте спасибо пока нет я ты вы мы он она они это этот что кто как какой какие сколько где куда когда \
         почему и или с для на по в не надо нужно нужен есть был будет можно дай дайте скажите подскажите мне цена стоимость срок сроки \
         документы рецепт адрес помощь пожалуйста",
    ),
];

/// How much the everyday words of a text in Latin letters speak for a language, in nats.
pub(super) fn in_latin(text: &str, language: Language) -> f64 {
    worth(text, &LATIN, language)
}

/// The same of a text in Cyrillic letters; the four letters of Uzbek and those that stand for them on a Russian keyboard are alike.
pub(super) fn in_cyrillic(text: &str, language: Language) -> f64 {
    let typed = text.to_lowercase().replace('ў', "у").replace('қ', "к").replace('ғ', "г").replace('ҳ', "х");
    worth(&typed, &CYRILLIC, language)
}

fn worth(text: &str, lists: &[(Language, &str)], language: Language) -> f64 {
    let text = text.to_lowercase();
    let words = text.split_whitespace().map(|chunk| chunk.replace(is_sign, "")).filter(|word| !word.is_empty());
    let listed = |word: &str| {
        lists.iter().any(|(of, list)| *of == language && list.split_whitespace().any(|everyday| everyday == word))
    };
    WORTH * words.filter(|word| listed(word)).count() as f64
}

/// Everything but letters; U+02BB and U+02BC are letters to Unicode.
fn is_sign(character: char) -> bool {
    !character.is_alphabetic() || knowledge_base::transliteration::is_apostrophe(character)
}
