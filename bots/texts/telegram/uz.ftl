# What the bot in Telegram says, in Uzbek (Latin). Cyrillic is made from it; commands stand in places, so that they stay as they are.

## The beginning
welcome-first = Assalomu alaykum! Davlat xizmatlari haqida soʻrang: toʻlovi, muddati, kerakli hujjatlari, qayerga murojaat qilish. Javob manbasi va tekshirilgan kuni bilan chiqadi.
choose-language = Tilni tanlang. Tanlamasangiz ham boʻladi: javob savolingiz tilida chiqadi.
language-skip = Tanlamasdan davom etish
language-kept = Til tanlandi. Boshqa tilda savol bersangiz, javob oʻsha tilda chiqadi.
welcome = Qaysi davlat xizmati kerak? Oʻz soʻzlaringiz bilan yozing yoki quyidagilardan birini tanlang. Hujjat raqami, ism va manzil yozmang: javob uchun ular kerak emas.
help = Davlat xizmati haqida oddiy gap bilan yozing, masalan: “{ $example }”. Javob ostidagi tugmalar hujjatlar, toʻlov, muddat va manzilni darhol koʻrsatadi. Savolingizni tahrirlasangiz, javob ham yangilanadi.
help-commands =
    { $language } – tilni tanlash
    { $anew } – yangi suhbat
    { $feedback } – fikr bildirish
    { $privacy } – nima saqlanadi va uni oʻchirish
    { $stop } – javobni toʻxtatish
help-hotline = Ishonch telefoni: { $number }.

## Commands in the menu
command-start = Boshlash
command-help = Yordam
command-til = Tilni tanlash
command-yangi = Yangi suhbat boshlash
command-fikr = Fikr bildirish
command-maxfiylik = Nima saqlanadi, maʼlumotlarimni oʻchirish
command-stop = Javobni toʻxtatish

## Replies to commands
anew = Yangi suhbat boshlandi. Savolingizni yozing.
stopped = Toʻxtatildi. Yangi savol yozishingiz mumkin.
feedback-none = Avval savol bering, keyin javob haqida fikr bildirsangiz boʻladi.
feedback-ask = Oxirgi javob foydali boʻldimi? Oʻz soʻzingiz bilan ham yozishingiz mumkin: { $command } va fikringiz.
feedback-thanks = Rahmat, fikringiz yozib olindi.
feedback-gone = Bu javob endi saqlanmagan.
feedback-failed = Fikringiz saqlanmadi. Birozdan soʻng yana urinib koʻring.
reason-ask = Javobning nimasi toʻgʻri kelmadi?
reason-other-service = Boshqa xizmat haqida
reason-incomplete = Maʼlumot yetarli emas
reason-wrong = Xato bor
reason-unclear = Tushunish qiyin

## Privacy
privacy-kept =
    { $count ->
       *[other] Bu suhbatdan { $count } ta savol saqlanmoqda. Ulardagi shaxsiy raqamlar yashirilgan.
    }
privacy-none = Bu suhbatdan hech qanday savol saqlanmagan.
privacy-last = Oxirgi savollar:
privacy-what = Savol va javoblar, tanlangan til hamda suhbat raqami saqlanadi. Ism, telefon raqami, rasm, ovoz va joylashuv saqlanmaydi.
privacy-days = { $count } kundan eski savollar oʻzi oʻchadi.
privacy-for-ever = Savollar siz oʻchirmaguningizcha saqlanadi.
delete-yes = Maʼlumotlarimni oʻchirish
delete-no = Qoldirish
deleted = Bu suhbatdan saqlangan hamma narsa oʻchirildi.
not-deleted = Hech narsa oʻchirilmadi.
delete-failed = Oʻchirib boʻlmadi. Birozdan soʻng yana urinib koʻring.

## What is no question
only-text = Hozircha faqat yozma savollarni tushunaman. Savolingizni matn bilan yozib yuboring. Yuborganingiz saqlanmadi.
too-many = Savollaringiz koʻpayib ketdi. Avvalgilariga javob olgach, keyingisini yuboring.
old-button = Bu tugma eskirgan. Savolingizni qaytadan yozing.
not-held = Bu maʼlumot xizmat yozuvida yoʻq.
failed = Bizda nosozlik yuz berdi. Birozdan soʻng savolni qayta yuboring.
