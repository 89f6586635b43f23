//! Words without meaning for search: function words, and question words where every service is asked with them.

use std::{collections::HashSet, sync::LazyLock};

use knowledge_base::Language;

use super::latin::coarse_uzbek;

/// Whether a folded word is left out.
#[must_use]
pub(super) fn is_stop_word(word: &str, language: Language) -> bool {
    let words = match language {
        Language::Uz => &*UZBEK,
        Language::Ru => &*RUSSIAN,
        Language::En => &*ENGLISH,
    };
    words.contains(word)
}

/// Whether a folded word says what is asked of a service (its price, term, papers), not of which service.
#[must_use]
pub(super) fn is_frame_word(word: &str, language: Language) -> bool {
    let words = match language {
        Language::Uz => &*UZBEK_FRAME,
        Language::Ru => &*RUSSIAN_FRAME,
        Language::En => &*ENGLISH_FRAME,
    };
    words.contains(word)
}

/// All of them, with letters merged as those of analysed words are.
pub(super) fn all() -> impl Iterator<Item = String> {
    let uzbek = UZBEK.iter().map(|word| coarse_uzbek(word));
    uzbek.chain(RUSSIAN.iter().chain(ENGLISH.iter()).map(|word| (*word).to_owned()))
}

static UZBEK_FRAME: LazyLock<HashSet<&str>> = LazyLock::new(|| UZBEK_FRAME_WORDS.split_whitespace().collect());
static RUSSIAN_FRAME: LazyLock<HashSet<&str>> = LazyLock::new(|| RUSSIAN_FRAME_WORDS.split_whitespace().collect());
static ENGLISH_FRAME: LazyLock<HashSet<&str>> = LazyLock::new(|| ENGLISH_FRAME_WORDS.split_whitespace().collect());
static UZBEK: LazyLock<HashSet<&str>> = LazyLock::new(|| UZBEK_WORDS.split_whitespace().collect());
static RUSSIAN: LazyLock<HashSet<&str>> = LazyLock::new(|| RUSSIAN_WORDS.split_whitespace().collect());
static ENGLISH: LazyLock<HashSet<&str>> = LazyLock::new(|| ENGLISH_WORDS.split_whitespace().collect());

/// Folded: without apostrophes, in Latin script; `x` for `h` and `k` for `q` as they are often typed.
const UZBEK_WORDS: &str = "
va yoki ham bilan uchun ammo lekin agar esa chunki balki faqat yana juda eng har hamma barcha hech bir biror bazi
men sen u biz siz ular meni seni uni bizni sizni ularni mening sening uning bizning sizning ularning menga senga unga bizga
sizga ularga mendan undan bu shu osha ushbu ana mana buni shuni buning shuning bunga shunga bunda shunda bundan shundan
oz ozi ozim ozini ozimni ozining
nima nimani nimaga nega kim kimga kimni kimning qachon kachon qayer qayerda qayerga qayerdan qatta qattan qanday kanday
qanaqa kanaka qaysi kaysi qancha kancha necha nechi nechta nechchi qanchadan qani kani
kerak kerakmi lozim mumkin mumkinmi shart shartmi bor bormi yoq yoqmi bolsa boladi boladimi bolmaydi bolmaydimi bolgan
bolib bolishi bolish bolarmikan ekan edi emas emasmi deb degan qilib qilish qilsa qilsam qilaman qilamiz qiladi qilinadi
qilsak kilish kilaman kilsa etish etiladi etadi
haqida haqidagi togrisida togrisidagi boyicha orqali tomonidan keyin oldin song avval gacha dan ga da ni ning mi chi ku
mas salom assalomu alaykum assalom iltimos ayting aytib bering rahmat xayr
";

const RUSSIAN_WORDS: &str = "
и в во не на я с со как а то все она так его но да ты к у же вы за бы по ее мне было вот от меня еще о из ему теперь
когда даже ну ли если уже или ни быть был него до вас нибудь опять уж вам ведь там потом себя ей может они тут где есть надо ней
для мы тебя их чем была сам чтоб чтобы без будто чего раз тоже себе под будет ж тогда кто этот того потому этого какой какая
какие каких какую какое ним здесь этом мой моя мое мои моего моей тем нее были куда зачем всех можно при об обо это эта эти
этой эту над про сколько что нужно нужен нужна нужны надо ли кому кого почему откуда который которая которые
здравствуйте привет пожалуйста подскажите скажите спасибо хочу мочь могу можем можете
";

const ENGLISH_WORDS: &str = "
a an the and or but if then so of at by for with about into to from in on off over under is am are was were be been being
do does did doing have has had having i me my we our you your he him his she her it its they them their this that these those
what which who whom whose when where why how much many can could should would will shall may might must not no nor only own
same than too very just there here as s t m re ve ll d need want get hello hi please thanks tell
";

const UZBEK_FRAME_WORDS: &str = "
turadi turar tursa chiqadi chiqadimi chiqarkan olinadi olsa olsam olaman olamiz olish olishim oladi olsak olmoqchiman olinar
beriladi beradi berishadi beraman bersam beriladimi beradimi topshiriladi topshiraman topshirsam topshirish topshirsa
kun kunda kundan kuni vaqt vaqtda vaqtni muddat muddati muddatda soat hafta pullik pullikmi tekin tekinmi bepul bepulmi
narx narxi narxini tolov puli tolanadi tolayman hujjat hujjatlar hujjatlari hujjatlarni onlayn internetdan internet
qilsak boshlayman bilaman bilsa bilsam bilish koraman korsam boraman boradi borish borsam murojaat tayyor kutish kutaman
bitadi keladi ketadi oz yangi ozim mumkinmi yordam
";

const RUSSIAN_FRAME_WORDS: &str = "
стоит стоить стоимость цена цену денег платить платно платный бесплатно оплата дней день дня времени время срок сроки часов
долго быстро делают делается сделать делать получить получают получение оформить оформляют оформляется ждать занимает
документы документ документов бумаги обращаться обратиться подать подают подавать онлайн интернете интернет начать узнать
узнают хочет хотим идти пойти поехать взять брать дают выдают
";

const ENGLISH_FRAME_WORDS: &str = "
cost costs price fee fees pay paid free charge long take takes days day hours time term documents document papers paper apply
online internet start find go wait waiting quickly fast uzbekistan
";
