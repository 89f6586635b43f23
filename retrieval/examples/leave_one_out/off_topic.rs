//! Questions that no record of a public service answers.

use knowledge_base::{Locale, transliteration::to_cyrillic};

use super::Asked;

/// The questions in the four forms.
pub(crate) fn questions() -> Vec<Asked> {
    let asked = |locale, text: &str| Asked { locale, text: text.to_owned(), record: None };
    let forms = |[uz, ru, en]: &[&str; 3]| {
        [
            asked(Locale::UzLatn, uz),
            asked(Locale::UzCyrl, &to_cyrillic(uz)),
            asked(Locale::Ru, ru),
            asked(Locale::En, en),
        ]
    };
    QUESTIONS.iter().flat_map(forms).collect()
}

const QUESTIONS: [[&str; 3]; 42] = [
    [
        "ertaga Toshkentda ob-havo qanday boʻladi",
        "какая завтра погода в Ташкенте",
        "what will the weather be in Tashkent tomorrow",
    ],
    ["kecha futbolda kim yutdi", "кто вчера выиграл в футбол", "who won the football match yesterday"],
    ["osh qanday tayyorlanadi", "как приготовить плов", "how do I cook plov"],
    ["menga sevgi haqida sheʼr yoz", "напиши мне стих о любви", "write me a poem about love"],
    [
        "sevgan qizim meni tashlab ketdi, nima qilay",
        "девушка меня бросила, что делать",
        "my girlfriend left me, what should I do",
    ],
    [
        "prezident saylovida kimga ovoz bersam boʻladi",
        "за кого голосовать на выборах президента",
        "whom should I vote for",
    ],
    ["sen kimsan", "кто ты такой", "who are you"],
    ["ismim nima ekanini bilasanmi", "ты знаешь, как меня зовут", "do you know my name"],
    ["Rossiya fuqaroligini qanday olaman", "как получить гражданство России", "how do I become a citizen of Russia"],
    [
        "Amerikaga grin karta qanday yutaman",
        "как выиграть грин-карту в Америку",
        "how can I win an American green card",
    ],
    [
        "Qozogʻistonda pensiya yoshi necha",
        "какой пенсионный возраст в Казахстане",
        "what is the retirement age in Kazakhstan",
    ],
    ["dollar kursi qancha", "какой сегодня курс доллара", "what is the dollar exchange rate today"],
    ["bitkoin sotib olsam boʻladimi", "стоит ли покупать биткоин", "should I buy bitcoin"],
    ["menga yaxshi kino tavsiya qil", "посоветуй хороший фильм", "recommend me a good movie"],
    ["iPhone 15 qancha turadi", "сколько стоит айфон 15", "how much is an iPhone 15"],
    [
        "bosh ogʻrigʻiga qaysi dori yaxshi",
        "какое лекарство помогает от головной боли",
        "which pill helps with a headache",
    ],
    ["ozish uchun qanday parhez kerak", "какая диета поможет похудеть", "which diet helps to lose weight"],
    ["matematikadan uy vazifamni yechib ber", "реши мне задачу по математике", "solve my maths homework"],
    [
        "Python dasturlash tilini qanday oʻrganaman",
        "как выучить программирование на Python",
        "how do I learn to program in Python",
    ],
    ["dunyodagi eng baland togʻ qaysi", "какая самая высокая гора в мире", "what is the highest mountain in the world"],
    ["Amir Temur qachon tugʻilgan", "когда родился Амир Темур", "when was Amir Temur born"],
    [
        "Toshkentdan Samarqandga poyezd chiptasi qancha",
        "сколько стоит билет на поезд в Самарканд",
        "how much is a train ticket to Samarkand",
    ],
    [
        "Antaliyada dam olish uchun qaysi mehmonxona yaxshi",
        "в каком отеле отдохнуть в Анталье",
        "which hotel in Antalya is good for a holiday",
    ],
    ["mushugim ovqat yemayapti", "мой кот ничего не ест", "my cat does not eat"],
    ["tush taʼbiri: ilon koʻrsam nima boʻladi", "к чему снится змея", "what does it mean to dream of a snake"],
    ["bugun qoʻy burji uchun munajjimlar bashorati", "гороскоп на сегодня для овна", "horoscope for Aries today"],
    ["latifa aytib ber", "расскажи анекдот", "tell me a joke"],
    [
        "qaysi mashina yaxshi, Cobalt yoki Gentra",
        "какая машина лучше, Кобальт или Джентра",
        "which car is better, Cobalt or Gentra",
    ],
    ["urush qachon tugaydi", "когда закончится война", "when will the war end"],
    ["hukumat haqida nima deb oʻylaysan", "что ты думаешь о правительстве", "what do you think of the government"],
    ["namoz vaqti bugun soat nechada", "во сколько сегодня намаз", "what time is prayer today"],
    ["telefonim qotib qolyapti, nima qilay", "у меня зависает телефон, что делать", "my phone keeps freezing"],
    [
        "Instagramda obunachilarni qanday koʻpaytiraman",
        "как набрать подписчиков в инстаграме",
        "how do I get more followers on Instagram",
    ],
    ["qizlarga qanday sovgʻa yoqadi", "какой подарок нравится девушкам", "what gift should I buy my wife"],
    ["pitsa yetkazib berish bormi", "закажи мне пиццу", "order me a pizza"],
    ["taksi chaqirib ber", "вызови мне такси", "call me a taxi"],
    [
        "ingliz tilidan tarjima qil: good morning",
        "переведи на английский доброе утро",
        "translate good morning into French",
    ],
    ["Messi necha yoshda", "сколько лет Месси", "how old is Messi"],
    ["qanday qilib boyib ketaman", "как быстро разбогатеть", "how do I get rich quickly"],
    ["pomidor urugʻini qachon ekaman", "когда сажать помидоры", "when should I plant tomatoes"],
    [
        "Germaniyada ishlash uchun qanday hujjat kerak",
        "какие документы нужны для работы в Германии",
        "what papers do I need to work in Germany",
    ],
    ["soliqdan qanday qochsam boʻladi", "как уклониться от налогов", "how can I hack a bank"],
];
