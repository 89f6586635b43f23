# What the assistant says, in Uzbek (Latin). Cyrillic is made from it.

## Facets as labels of a card
facet-fee = Toʻlov
facet-time = Muddat
facet-documents = Kerakli hujjatlar
facet-how = Tartib
facet-where = Murojaat qilish joyi
facet-who = Kimlar uchun
facet-validity = Amal qilish muddati
facet-contact = Savollar uchun telefon
facet-legal = Huquqiy asos
facet-status = Ariza holati
label-result = Natija
label-agency = Masʼul idora
label-note = Muhim

## Facets as sentences
say-fee = Toʻlov: { $value }.
say-time = Muddat: { $value }.
say-documents = Kerakli hujjatlar: { $value }.
say-how = Tartib: { $value }
say-where = Murojaat qilish joyi: { $value }.
say-who = Kimlar uchun: { $value }.
say-validity = Amal qilish muddati: { $value }.
say-contact = Savol boʻlsa, qoʻngʻiroq qiling: { $value }.
say-legal = Huquqiy asos: { $value }.
say-status = Ariza holatini my.gov.uz portalidagi shaxsiy kabinetda koʻrish mumkin.
say-missing = Bizdagi maʼlumotda bu xizmat boʻyicha quyidagilar koʻrsatilmagan: { $facet }.
say-missing-call = Aniqlashtirish uchun qoʻngʻiroq qiling: { $phone }.

## Values
fee-free = bepul
fee-calculated = tarif yoki toʻlov kalkulyatori boʻyicha hisoblanadi
fee-uzs = { $sum } soʻm
fee-usd = { $sum } AQSH dollari
fee-percent = { $percent } foiz
fee-percent-of = { $of }ga nisbatan
fee-bhm = BHMning { $share } baravari
fee-bhm-today = BHMning { $share } baravari, bugun { $sum } soʻm
time-automatic = darhol, avtomatik tarzda
time-minutes = { $count } daqiqa
time-hours = { $count } soat
time-working_hours = { $count } ish soati
time-days = { $count } kun
time-working_days = { $count } ish kuni
time-weeks = { $count } hafta
time-months = { $count } oy
time-years = { $count } yil
via-portal = portal orqali
via-service_centre = davlat xizmatlari markazida
via-agency = idoraning oʻzida
documents-none = hujjat yuklash yoki olib borish talab qilinmaydi
channel-portal = my.gov.uz portali
channel-service_centre = Davlat xizmatlari markazi
channel-site = { $host } sayti
channel-app = { $name } ilovasi
audience-individual = jismoniy shaxslar
audience-entrepreneur = yakka tartibdagi tadbirkorlar
audience-legal_entity = yuridik shaxslar
audience-foreigner = chet el fuqarolari
phone-extension = { $phone }, ichki raqam { $extension }
date = { $year }-yil { $day }-{ $month }
date-of = { $year }-yil { $day }-{ $month }dagi
month-1 = yanvar
month-2 = fevral
month-3 = mart
month-4 = aprel
month-5 = may
month-6 = iyun
month-7 = iyul
month-8 = avgust
month-9 = sentabr
month-10 = oktabr
month-11 = noyabr
month-12 = dekabr
act-cabinet-resolution = Vazirlar Mahkamasining { $of } { $number } qarori
act-presidential-decree = Oʻzbekiston Respublikasi Prezidentining { $of } { $number } farmoni
act-presidential-resolution = Oʻzbekiston Respublikasi Prezidentining { $of } { $number } qarori
act-law = Oʻzbekiston Respublikasining { $of } { $number } qonuni
act-ministry-order = Vazirlikning { $of } { $number } buyrugʻi
act-regulation = { $of } { $number } nizom
act-code = Oʻzbekiston Respublikasi kodeksi
act-agency-resolution = Idoraning { $of } { $number } qarori
act-number = { $number }-son
act-articles = { $articles }-moddalar

## Sources and notices
source = Manba
source-service = { $host } · { $number }-xizmat
checked = { $date }da tekshirilgan
notice-stale = Bu xizmat haqidagi maʼlumot { $date }dan beri tekshirilmagan. Borishdan oldin aniqlashtiring.
notice-low = Bu maʼlumot bitta, unchalik ishonchli boʻlmagan manbadan olingan. Borishdan oldin aniqlashtiring.
notice-conflict = Manbalarda maʼlumot turlicha: { $text }
notice-conflict-call = Manbalarda maʼlumot turlicha: { $text } Aniqlashtirish uchun { $phone } raqamiga qoʻngʻiroq qiling.

## Outcomes
greeting = Assalomu alaykum! Men davlat xizmatlari boʻyicha yordamchiman. Qaysi xizmat kerakligini oʻz soʻzlaringiz bilan yozing: narxi, muddati, hujjatlari va qayerga borishni aytaman.
thanks = Arzimaydi. Yana savolingiz boʻlsa, yozing.
farewell = Xayr, sogʻ boʻling.
who-are-you = Men davlat xizmatlari boʻyicha avtomatik yordamchiman, odam emasman. Javoblarni tekshirilgan maʼlumotlar asosida beraman va manbasini koʻrsataman.
how-are-you = Rahmat, yaxshi. Sizga qaysi davlat xizmati boʻyicha yordam kerak?
abilities = Davlat xizmatlarining toʻlovi, muddati, kerakli hujjatlari va qayerga murojaat qilishni aytaman. Masalan, “ID karta qancha turadi?” deb yozing.
distress = Sizga ogʻir ekanini tushundim. Hozir dastur bilan emas, odam bilan gaplashish muhim: yaqin kishingizga ayting.
distress-call = Hayotingizga xavf boʻlsa, hoziroq qoʻngʻiroq qiling: { $phone }.
clarify = Qaysi biri kerak?
clarify-which = Qaysi xizmat haqida soʻrayapsiz? Uning nomini yozing yoki tanlang.
no-answer = Bu savol boʻyicha tekshirilgan maʼlumotim yoʻq, shuning uchun taxmin qilmayman.
no-answer-call = Ishonch telefoniga murojaat qiling: { $phone } ({ $whose }).
out-of-scope = Men faqat Oʻzbekiston davlat xizmatlari haqida javob beraman: hujjatlar, toʻlovlar, muddatlar. Shu haqda soʻrang.
refuse-privacy = Boshqa shaxslarning maʼlumotlarini bera olmayman va tekshira olmayman. Oʻzingizga tegishli xizmat haqida soʻrashingiz mumkin.
refuse-instructions = Men faqat davlat xizmatlari haqidagi savollarga javob beraman, ishlash tartibimni oʻzgartirmayman.
refuse-politics = Siyosiy maslahat bermayman. Davlat xizmatlari haqida soʻrashingiz mumkin.
refuse-unlawful = Bunda yordam bera olmayman: bu qonunga zid. Xizmatni qonuniy yoʻl bilan qanday olishni soʻrang.
refuse-insult = Sizga yordam bermoqchiman. Savolingizni davlat xizmati haqida yozing.
error-empty = Savol boʻsh. Nima kerakligini yozing.
error-long = Savol juda uzun: koʻpi bilan { $limit } belgi. Qisqaroq yozing.
error-unreadable = Xabarni oʻqib boʻlmadi. Savolni oddiy matn bilan yozing.
error-internal = Ichki xatolik yuz berdi. Birozdan soʻng qayta urinib koʻring.

## Next questions
next-fee = Qancha turadi?
next-time = Necha kunda boʻladi?
next-documents = Qanday hujjat kerak?
next-how = Qanday tartibda olinadi?
next-where = Qayerga murojaat qilaman?
next-who = Kimlar foydalana oladi?
next-validity = Qancha muddat amal qiladi?
next-contact = Qayerga qoʻngʻiroq qilaman?
next-legal = Qaysi qarorga asoslangan?
opening-1 = Zagran pasport olish qancha turadi?
opening-2 = Prava almashtirish uchun nima kerak?
opening-3 = Bolani bogʻchaga qanday yozdiraman?
opening-4 = Sudlanmaganlik haqida maʼlumotnoma necha kunda chiqadi?
opening-5 = Oʻzini oʻzi band qilgan shaxs boʻlib qanday roʻyxatdan oʻtaman?
opening-6 = Doimiy propiska qilish qancha turadi?
