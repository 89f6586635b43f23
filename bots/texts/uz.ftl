# What the page and the HTTP interface say, in Uzbek (Latin). Cyrillic is made from it, so no Latin names stand here.

## The page
name = Yordamchi
title = Yordamchi: davlat xizmatlari boʻyicha savol-javob
tagline = Davlat xizmatlari boʻyicha yordamchi
language = Til
new-conversation = Yangi suhbat
to-input = Savol yozish maydoniga oʻtish
conversation = Suhbat

## The empty page
welcome-title = Qaysi davlat xizmati kerak?
welcome = Toʻlovi, muddati, kerakli hujjatlari va qayerga borishni oʻz soʻzlaringiz bilan soʻrang: javob manbasi va tekshirilgan kuni bilan chiqadi.
opening = Koʻp soʻraladi

## The input and the line under it
question = Savolingiz
placeholder = Savolingizni yozing…
send = Yuborish
stop = Toʻxtatish
privacy = Shaxsiy maʼlumot yozmang
hotline = Ishonch telefoni
hotline-number = 1148

## What is happening
searching = Qidirilmoqda…
writing = Yozilmoqda…
ready = Javob tayyor.
stopped = Javob toʻxtatildi.

## Around an answer
you = Siz
assistant = Yordamchi
choices = Tanlang
suggestions = Yana nima soʻrash mumkin
related = Yaqin xizmatlar
source = Manba
helpful-question = Javob foydali boʻldimi?
helpful-yes = Ha, foydali
helpful-no = Yoʻq, foydali boʻlmadi
helpful-thanks = Rahmat, fikringiz yozib olindi.
helpful-failed = Fikringiz saqlanmadi. Birozdan soʻng yana bosib koʻring.
new-tab = yangi oynada ochiladi

## Failures on the page
failed-title = Javob olinmadi
failed-connection = Server bilan aloqa yoʻq. Internetni tekshirib, savolni qayta yuboring.
failed-broken = Javob uzilib qoldi. Savolni qayta yuboring.
failed-internal = Bizda nosozlik yuz berdi. Birozdan soʻng savolni qayta yuboring.
failed-kept = Savolingiz pastdagi maydonda turibdi.
no-script = Suhbat uchun brauzeringizda skriptlar yoqilgan boʻlishi kerak. Ularni yoqib boʻlmasa, ishonch telefoniga qoʻngʻiroq qiling.

## The language model
model-off = Til modeli oʻchiq
model-fetching = Til modeli yuklab olinmoqda
model-fetching-part = Til modeli yuklab olinmoqda: { $percent } %
model-loading = Til modeli ishga tushmoqda
model-ready = Til modeli tayyor
model-failed = Til modeli ishga tushmadi
model-explained = Javobdagi faktlar til modelisiz ham toʻliq chiqadi.

## Problems that the HTTP interface reports: what happened, what to do
problem-invalid-json-title = Soʻrovni oʻqib boʻlmadi
problem-invalid-json = Soʻrov tanasi { $format } qoidalariga mos emas. Uni tuzatib, qayta yuboring.
problem-wrong-shape-title = Soʻrov maydonlari notoʻgʻri
problem-wrong-shape = Kerakli maydon yoʻq yoki uning turi boshqa. Maydonlarni tekshirib, qayta yuboring.
problem-empty-question-title = Savol boʻsh
problem-empty-question = Nima kerakligini yozib, qayta yuboring.
problem-long-question-title = Savol juda uzun
problem-long-question = Savol koʻpi bilan { $limit } belgidan iborat boʻlishi mumkin. Qisqartirib, qayta yuboring.
problem-large-body-title = Soʻrov juda katta
problem-large-body = Soʻrovni qisqartirib, qayta yuboring.
problem-unknown-locale-title = Bunday til yoʻq
problem-unknown-locale = Til kodlari: { $known }. Shulardan birini yuboring.
problem-unknown-conversation-title = Suhbat raqami notoʻgʻri
problem-unknown-conversation = Suhbat raqamini avvalgi javobdan oling yoki uni yubormay, yangi suhbat boshlang.
problem-unknown-answer-title = Bunday javob yoʻq
problem-unknown-answer = Fikr bildirilayotgan javob topilmadi. Javob raqamini tekshiring.
problem-unsupported-media-title = Soʻrov turi mos emas
problem-unsupported-media = Soʻrovni { $format } koʻrinishida, { $header } sarlavhasi bilan yuboring.
problem-not-found-title = Bunday sahifa yoʻq
problem-not-found = Manzilni tekshiring yoki bosh sahifaga qayting.
problem-not-allowed-title = Bu manzil bunday soʻrovni qabul qilmaydi
problem-not-allowed = Ruxsat etilgan usullar javobning { $header } sarlavhasida yozilgan.
problem-too-many-title = Savollar juda koʻp
problem-too-many = { $count } soniyadan soʻng qayta yuboring.
problem-internal-title = Bizda nosozlik yuz berdi
problem-internal = Birozdan soʻng qayta yuboring. Shoshilinch boʻlsa, ishonch telefoniga qoʻngʻiroq qiling.
to-first-page = Bosh sahifa
