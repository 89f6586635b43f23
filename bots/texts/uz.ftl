# What the page and the HTTP interface say, in Uzbek (Latin). Cyrillic is made from it, so no Latin names stand here.

## The page
name = Yordamchi
title = Yordamchi: davlat xizmatlari boʻyicha savol-javob
tagline = Davlat xizmatlari boʻyicha yordamchi
language = Til
new-conversation = Yangi suhbat
to-input = Savol yozish maydoniga oʻtish
conversation = Suhbat
launch = Davlat xizmati haqida soʻrash
close = Yopish
privacy-note = Hujjat raqami, ism va manzil yozmang: javob uchun ular kerak emas. Savollar cheklangan muddat saqlanadi, ulardagi shaxsiy raqamlar yashiriladi.
accessibility = Qulayliklar
offline = Internet aloqasi yoʻq. Ekrandagi javoblar qoladi, yangi savolni aloqa tiklanganda yuborsangiz boʻladi.

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
resuming = Aloqa uzildi. Javob tiklanmoqda…
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
copy = Nusxa olish
copied = Nusxa olindi
copy-failed = Nusxa olib boʻlmadi
print = Chop etish yoki saqlash
reason-question = Javobning nimasi toʻgʻri kelmadi?
reason-other-service = Boshqa xizmat haqida
reason-incomplete = Maʼlumot yetarli emas
reason-wrong = Xato bor
reason-unclear = Tushunish qiyin
reason-words = Oʻz soʻzingiz bilan, shaxsiy maʼlumotlarsiz
reason-send = Fikrni yuborish

## Earlier conversations in this browser
history = Oldingi suhbatlar
history-explained = Ular faqat shu brauzerda saqlanadi. Umumiy kompyuterda ishingiz tugagach, ularni oʻchirib tashlang.
history-empty = Bu brauzerda oldingi suhbatlar yoʻq.
history-delete = Oʻchirish
history-delete-all = Hammasini oʻchirish

## Failures on the page
failed-title = Javob olinmadi
failed-connection = Server bilan aloqa yoʻq. Internetni tekshirib, savolni qayta yuboring.
failed-broken = Javob uzilib qoldi. Savolni qayta yuboring.
failed-internal = Bizda nosozlik yuz berdi. Birozdan soʻng savolni qayta yuboring.
failed-kept = Savolingiz pastdagi maydonda turibdi.
no-script = Brauzeringizda skriptlar oʻchiq. Shunda ham javob olasiz, har biri alohida sahifada chiqadi.

## The language model
model-off = Til modeli oʻchiq
model-fetching = Til modeli yuklab olinmoqda
model-fetching-part = Til modeli yuklab olinmoqda: { $percent } %
model-loading = Til modeli ishga tushmoqda
model-ready = Til modeli tayyor
model-failed = Til modeli ishga tushmadi
model-explained = Javobdagi faktlar til modelisiz ham toʻliq chiqadi.

## The page of a card, for those who go to a centre
card-title = { $title }: toʻlov, muddat, hujjatlar
card-ask = Shu xizmat haqida savol berish
card-print = Chop etish
card-printed = Davlat xizmatlari boʻyicha yordamchidan chop etildi

## The statement on accessibility, a page of its own. Its paragraphs are numbered in the order in which they stand.
statement-title = Yordamchidan hamma foydalana olishi haqida
statement-what-title = Nima taʼminlangan
statement-what = Suhbat veb-saytlar qulayligi boʻyicha xalqaro qoʻllanma (2.2-nusxa, AA daraja) talablariga moslab qurilgan. Barcha amallarni klaviatura bilan bajarish mumkin. Tayyor javob ekran oʻqish dasturiga bir marta, javobning oʻz tilida aytiladi. Matnni 200 foizgacha kattalashtirish mumkin, sahifa 320 piksel kenglikka sigʻadi, yorugʻ va qorongʻi koʻrinishda ranglar yetarlicha ajralib turadi. Tizimda harakatni kamaytirish yoqilgan boʻlsa, sahifada hech narsa qimirlamaydi. Skriptlarsiz ham javoblar oddiy sahifalarda chiqadi.
statement-how-title = Qanday tekshirilgan
statement-how = Dastur har safar sinalganda sahifalar haqiqiy brauzerda maxsus vosita bilan ikkala koʻrinishda tekshiriladi va butun suhbat faqat klaviatura bilan olib boriladi.
statement-limits-title = Hali taʼminlanmagani
statement-limits = Javoblar oʻzbek tilida ekran oʻqish dasturidan foydalanadigan kishilar bilan birga hali sinab koʻrilmagan; bunday dasturlarning koʻpida oʻzbekcha ovoz yoʻq. Javobdagi havolalar olib boradigan sahifalar boshqa idoralarga tegishli, ular haqida bu yerda hech narsa vaʼda qilinmaydi.
statement-help-title = Biror narsa xalal bersa
statement-help = Bu haqda javob ostidagi “{ $helpful }” tugmasi orqali xabar bering yoki ishonch telefoniga qoʻngʻiroq qiling: u yerda ham istalgan xizmat haqida soʻrash mumkin.

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
problem-unknown-service-title = Bunday xizmat yoʻq
problem-unknown-service = Xizmat belgisini tekshiring, barcha belgilar xizmatlar roʻyxatida bor.
problem-unknown-stream-title = Bu javob endi saqlanmagan
problem-unknown-stream = Savolni qayta yuboring.
problem-too-busy-title = Hozir savol beruvchilar juda koʻp
problem-too-busy = Bir necha soniyadan soʻng savolni qayta yuboring.
problem-not-kept-title = Fikringizni hozir yozib boʻlmadi
problem-not-kept = Bir daqiqadan soʻng qayta yuboring.
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
