//! The phrases by which a facet is asked for, folded, separated by ` | `.
//!
//! A part of a phrase is the beginning of a word, the whole word with `$`, or any number with `#`. Of two phrases the one with more parts
//! is looked for first, so that "qancha vaqt" is time before "qancha" is a fee.

use knowledge_base::Facet;

/// Phrases that ask for a facet.
pub(super) const ASKING: [(Facet, &str); 10] = [
    (
        Facet::Time,
        "nech kun | nechchi kun | nech oy | korib chiq | bitadi | tez chiq | tez bit | tez tikla | tezla | qachongacha | \
         qaysi kungacha | nechanchisigacha | qancha kor | qancha kuri | qancha davom | qancha vakt | через какое время | \
         через сколько | через скок | сколько месяцев | быстро | qancha vaqt | qancha kun | qancha muddat | necha kun | \
         necha soat | necha oy | necha hafta | necha daqiqa | nechi kun | nechi soat | nechi oy | kunda chiq | kunda bit \
         | kunda ber | kunda kel | kunda tayyor | kunda belgila | kunda korish | kunda javob | qachon | muddat | qancha \
         kut | сколько времени | сколько дней | сколько ждать | сколько тогда ждать | сколько рассматрив | сколько занима \
         | сколько длится | сколько делает | сколько по времени | за сколько | за скок | стоит и ждать | и ждать | долго \
         | как долго | как быстро | когда | до какого числа | срок | сроки | srok$ | how long | how many days | how many \
         hours | how soon | how quickly | how fast | when | deadline | processing time | waiting | and time | how much \
         time | time to get",
    ),
    (
        Facet::Validity,
        "necha yilga | necha yil ber | necha oy ber | nech yil | nechi yilga | qancha muddatga | на сколько лет | на \
         какой срок | сколько лет действ | сколько дней можно | сколько можно наход | amal qil | yaroqli | necha yil | \
         nechi yil | qancha yil | срок действ | срок годн | действует | действителен | действительн | годен | годн | \
         valid | expire | expir | good for | how many years | for how many | issued for up | how long can i stay",
    ),
    (
        Facet::Contact,
        "telefon raqam | telefon nomer | telefoni$ | telefonni ayt | telefoni qanday | qongiroq | zvonit | aloqa uchun | \
         ishonch telefon | qayerga qongiroq | qaysi nomer | qaysi raqam | raqami nechi | номер телефона | какой телефон | \
         по телефону | телефону узнать | телефон$ | телефоны | позвон | звонить | дозвон | короткий номер | контакт | \
         горяч | goryach | phone number | phone of | i phone | telefon qil | call | contact | hotline | support number",
    ),
    (
        Facet::Documents,
        "qanaqa hujjat | qanaqa qogoz | qanday qogoz | nima topshir | nimalar topshir | nma kerak | nima kk | nima olib | \
         nimalar olib | rasmi qanaqa | rasm qanaqa | что с собой | что взять | что брать | что приложить | что собирать | \
         что собрать | что понадобится | из бумаг | бумажк | какие доки | доки | what papers | qanday hujjat | qaysi \
         hujjat | qanday dokument | hujjatlar | hujjat kerak | nima hujjat | nima kerak | nimalar kerak | nima olib bor | \
         какие документ | какие нужны документ | список документ | документы | документов | что нужно | что надо | что \
         требуется | какие бумаг | какие справк | documents | what documents | which documents | papers$ | list of papers \
         | what do i need | what is needed | what should i bring | need to bring",
    ),
    (
        Facet::Fee,
        "nech pul | nechpul | necpul | nechipul | qanchapul | puli$ | pulini$ | puli bor | haqi bor | pul ol | pul tol | \
         pulmi | pullimi | pulimi | qanchaga tush | скока | скоко | скок$ | почем | платить | without paying | qancha \
         turadi | qancha pul | qanchadan | necha pul | necha som | nech som | nechi som | nechi sum | nech sum | necha \
         sum | necha bhm | narx | baho | tolov | tolash | tolayman | tolaymiz | boji$ | davlat boji | bepul | tekin | \
         pulli$ | pullik$ | pullikmi$ | qancha$ | qanchaga | nechi pul | сколько стоит | сколько стоят | сколько будет \
         стоить | стоимост | stoimost | цена | цену | цены | плат | пошлин | госпошл | во сколько обойд | обойдется | \
         обойдётся | пеня | бесплатн | besplat | тариф | расценк | сколько денег | сколько$ | how much | fee | fees | \
         cost | price | pay$ | payment | paid | charge | free$ | expensive",
    ),
    (
        Facet::Where,
        "which website | website | which site | на каком сайте | qaysi sayt | qayer | qayerga | qaerda | qaerga | qaner | \
         qatdan | qattan | qayda | qaysi joy | qaysi idora | manzil | где | куда | в каком органе | адрес | where | which \
         office",
    ),
    (
        Facet::Who,
        "necha yosh | nechi yosh | nech yosh | qaysi yosh | yosh chegara | с какого возраста | с какого возр | до какого \
         возраста | минимальный возраст | со скольки лет | со скольких лет | до скольки лет | сколько лет надо | what age \
         | minimum age | age limit | how old | kimlar | kimga | kim ola | kim ber | kim foydalan | kim otkaz | kim \
         topshir | kim hal | кто может | кому положен | кому дают | кто имеет | кто пода | имею право | положена или | \
         положен или | положено или | сколько стажа | staj qancha | staj kerak | who can | who applies | who is eligible \
         | am i eligible | do i qualify | eligible | eligibility",
    ),
    (
        Facet::Legal,
        "qaysi qaror | qaysi qonun | qonun$ | yangi qonun | qonuniy asos | huquqiy asos | son qaror | на основании | \
         какой закон | каким законом | каким постановл | какому постановл | какое постановление | по постановлению | пкм$ \
         | правовое основание | legal basis | which law | which resolution | cabinet resolution | resolution no | which \
         rule | which decree | what law",
    ),
    (
        Facet::Status,
        "arizam holat | ariza holat | arizam qayer | arizam nima | статус заявлени | статус моего | готово ли | \
         application status | status of my",
    ),
    (
        Facet::How,
        "qanday qilib | qanday ol | qanday qil | qanday rasmiy | qanday top | qanday yoz | qanaqa qilib | qanday tartib | \
         tartibi | nima qil | как получить | как оформ | как сдел | как подать | как запис | как постав | как зарег | как \
         можно | как мне | порядок | что делать | how do i | how can i | how to | steps | procedure | what do i do | what \
         to do",
    ),
];

/// Phrases that ask for nothing by themselves and tell what the asker would like to hear beside: an age asks whether the person may, a
/// number of years how long it is valid, the number of a decree on what it rests.
pub(super) const HINTING: [(Facet, &str); 8] = [
    (Facet::Time, "kungacha | ertaga | tezda | still time"),
    (
        Facet::Validity,
        "# yilga | # yilliga | на # лет | на # год | максимум на # | up to # year | for # days | for # year | stay",
    ),
    (Facet::Contact, "# raqam | raqam # | номер # | # number | nomer | phone$"),
    (Facet::Documents, "hujjat | xujjat | бумаг | paper | анализ"),
    (Facet::Fee, "shtraf bormi"),
    (Facet::Where, "onlayn | online | онлайн | portal | портал | internet | интернет | uyga kel | uyga olib"),
    (
        Facet::Who,
        "условия | # yosh | yoshim | yoshda | yoshdan | yoshga | # ga kir | # ga tol | staj | olamanmi | shartmi | лет \
         исполн | с # лет | в # лет | до # лет | мне # | ей # | ему # | # лет$ | # года$ | возраст | стаж | положена | \
         положен | положено | years old | year old | im # | i am # | at # | be # to | minimum age | retire at",
    ),
    (Facet::Legal, "qaror | orq | # son | постановлен | resolution | decree"),
];
